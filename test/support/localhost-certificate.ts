/**
 * A certificate of `localhost` that vouches for itself, and its key, for servers that tests start on loopback. It is valid
 * from 2020 to 2119, so that no test depends on a program that signs, or on a clock. Nothing else trusts it.
 */
export const LOCALHOST_CERTIFICATE = {
  key: `-----BEGIN PRIVATE KEY-----
MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgqLUpxde/bDnHJrZq
D04dk7tJZo0Pw2qRxVrvDbyrDFehRANCAASSdlm6u5jPrp9VEMZ2k+o0SXgMRFG6
e5pxLOaxdrHznGTnI1MYnr/82eMTHIgw2jk2NAkJTug5c4kxx/BX1ubx
-----END PRIVATE KEY-----
`,
  cert: `-----BEGIN CERTIFICATE-----
MIIBdDCCARqgAwIBAgIUL6zPuXY9X2ehvsJx2/EGXJ5NEAQwCgYIKoZIzj0EAwIw
FDESMBAGA1UEAwwJbG9jYWxob3N0MCAXDTIwMDEwMTAwMDAwMFoYDzIxMjAwMTAx
MDAwMDAwWjAUMRIwEAYDVQQDDAlsb2NhbGhvc3QwWTATBgcqhkjOPQIBBggqhkjO
PQMBBwNCAASSdlm6u5jPrp9VEMZ2k+o0SXgMRFG6e5pxLOaxdrHznGTnI1MYnr/8
2eMTHIgw2jk2NAkJTug5c4kxx/BX1ubxo0gwRjAUBgNVHREEDTALgglsb2NhbGhv
c3QwDwYDVR0TAQH/BAUwAwEB/zAdBgNVHQ4EFgQUl+imX5tqZZjWi2whuHumKenK
7/YwCgYIKoZIzj0EAwIDSAAwRQIhAPBXCqY9pjmLa1Jc1BzyxVVb1+udgJJ5XK8q
IaU0qTKoAiAufZt+/XipSrGg4uaENOKbXhOveuuF49ufcw5pDBIwLg==
-----END CERTIFICATE-----
`,
} as const;
