const SENTENCES: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'nothing listens there. Is it running, and is the port right?',
  ENOTFOUND: 'there is no host of that name. Look at the address.',
  EAI_AGAIN: 'its name could not be looked up now. Is there a network?',
  EHOSTUNREACH: 'no way leads to that host. Is a VPN needed?',
  ENETUNREACH: 'no way leads to that network. Is a VPN needed?',
  ETIMEDOUT: 'it does not answer. Is the address right, and is a VPN needed?',
  UND_ERR_CONNECT_TIMEOUT: 'it does not answer. Is the address right, and is a VPN needed?',
  UND_ERR_SOCKET: 'it closed the connection.',
  ECONNRESET: 'it closed the connection.',
  CERT_HAS_EXPIRED: 'its certificate has expired. Nothing was sent.',
  ERR_TLS_CERT_ALTNAME_INVALID: 'its certificate is for another name. Nothing was sent.',
  ERR_SSL_WRONG_VERSION_NUMBER: 'it does not speak https. Nothing was sent.',
  ERR_SSL_PACKET_LENGTH_TOO_LONG: 'it does not speak https. Nothing was sent.',
};

const UNKNOWN_AUTHORITY =
  'its certificate is of an authority that this machine does not know. Nothing was sent. Name the certificate of a private authority in NODE_EXTRA_CA_CERTS.';

const AUTHORITY: ReadonlySet<string> = new Set([
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_GET_ISSUER_CERT',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
]);

/** Why nothing came back, from what `fetch` throws: the reason lies in the cause. */
export function failureText(failure: unknown): string {
  if (failure instanceof Error && failure.name === 'TimeoutError') return 'it did not answer in time.';
  for (let error = failure; error instanceof Error; error = error.cause) {
    // Several addresses of one name were tried.
    const code = codeOf(error) ?? (error instanceof AggregateError ? codeOf(error.errors[0]) : null);
    if (code === null) continue;
    if (AUTHORITY.has(code)) return UNKNOWN_AUTHORITY;
    return SENTENCES[code] ?? `${error.message} (${code}).`;
  }
  return failure instanceof Error ? `${failure.message}.` : String(failure);
}

const codeOf = (error: unknown): string | null => {
  const code = error instanceof Error ? (error as NodeJS.ErrnoException).code : undefined;
  return typeof code === 'string' ? code : null;
};
