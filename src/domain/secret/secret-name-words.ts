/**
 * The words that {@link file://./secret-name.ts} reads names with. A name is judged by its last words, as English noun
 * phrases are: a `secret_arn` is an arn, a `client_secret` is a secret.
 */

/** Last words that say what follows only in form: `password_wo`, `private_key_pem`, `secret_string`. */
export const FORM_WORDS: ReadonlySet<string> = new Set(
  'value values wo string str binary data base64 b64 pem text plain plaintext encoded map raw content env'.split(
    ' ',
  ),
);

/** Last words that name a secret whatever stands before them. */
export const SECRET_WORDS: ReadonlySet<string> = new Set(
  (
    'password passwords passwd passwds pwd pwds pass passphrase passphrases passcode passcodes secret secrets ' +
    'token tokens credential credentials cred creds keytab psk pin otp apikey apikeys auth dsn ' +
    'authtoken accesskey secretkey privatekey accesstoken apitoken bearertoken refreshtoken idtoken ' +
    'dbpass dbpwd userpass rootpass adminpass connectionstring connstr webhookurl htpasswd'
  ).split(' '),
);

/** Fused spellings: `pgpassword`, `dbpasswd`, `clientsecret`, `dockerconfigjson`. */
export const SECRET_ENDINGS: readonly string[] = [
  'password',
  'passwd',
  'passphrase',
  'secret',
  'apikey',
  'authtoken',
  'accesstoken',
  'accesskey',
  'secretkey',
  'privatekey',
  'dockerconfigjson',
];

/** What makes a `key` a secret one: the word before it. Others (`hash_key`, `s3_key`, `public_key`) are not. */
export const KEY_OWNERS: ReadonlySet<string> = new Set(
  (
    'api access private secret encryption decryption signing signature auth authentication shared preshared account ' +
    'master ssh token app application deploy deployment license licence activation customer host storage session ' +
    'consumer subscription integration service function admin static hmac jwt aes des symmetric cipher crypt ' +
    'cookie recovery unlock wallet bot rsa dsa gpg dkim bearer ingest ingestion write read ' +
    'stripe openai anthropic sendgrid mailgun mailchimp datadog dd newrelic pagerduty opsgenie twilio github gitlab ' +
    'google maps firebase fcm algolia segment rollbar bugsnag honeycomb sentry cloudflare heroku azure gcp aws'
  ).split(' '),
);

/** Endings of several words. */
export const SECRET_PHRASES: readonly string[] = [
  'connection string',
  'connection strings',
  'conn string',
  'conn str',
  'connection uri',
  'secret key base',
  'key material',
  'key base64',
  'string seed',
  'auth code',
  'pass phrase',
  'pass word',
  'pin code',
  'webhook url',
  'webhook urls',
  'webhook uri',
  'webhook endpoint',
  'webhook address',
  'slack webhook',
  'slack hook',
  'slack url',
  'teams webhook',
  'discord webhook',
  'alert webhook',
  'chat webhook',
  'extra connection attributes',
];

/** `http_tokens`, `creation_token`: tokens that let nobody in. The word before `token(s)`. */
export const HARMLESS_TOKENS: ReadonlySet<string> = new Set(
  (
    'http dkim creation client update lock version continuation next verification page pagination max min overlap ' +
    'idempotency change confirmation output input prompt total stop'
  ).split(' '),
);

/** First words of switches and limits: `manage_master_user_password`, `generate_secret`, `max_tokens`. */
export const SWITCH_WORDS: ReadonlySet<string> = new Set(
  'manage manages enable enabled disable generate require requires allow allows use uses has is expire rotate force max min minimum maximum skip include ignore supports allowed'.split(
    ' ',
  ),
);

/** Names that read like a secret and are known settings or identifiers. */
export const HARMLESS_NAMES: ReadonlySet<string> = new Set([
  'iam auth',
  'selective auth',
  'get password data',
  'ec2 ssh key',
  'trusted host keys',
  'token signing public keys',
  'event source token',
  'image pull secrets',
  'no auth',
  'pgp key',
]);

/** HTTP headers by their usual spelling; in lower case `authorization` is a Terraform setting such as `AWS_IAM`. */
export const SECRET_HEADERS: ReadonlySet<string> = new Set([
  'Authorization',
  'Proxy-Authorization',
  'X-Authorization',
  'Cookie',
  'Set-Cookie',
  'X-Origin-Verify',
  'x-origin-verify',
  'proxy-authorization',
]);

/** Last words of parts that only describe the secret they stand beside: `{ password, username, port }`. */
export const DESCRIBING_WORDS: ReadonlySet<string> = new Set(
  (
    'id ids arn arns name names status state type kind scheme mode method enabled version region host hostname port ' +
    'endpoint url uri user username email ttl expiry expiration expires date time at from path file format length ' +
    'algorithm description label labels tags policy stage stages engine dbname database cluster identifier scope scopes'
  ).split(' '),
);

/** Last words of names whose values look random and are no secret: hashes, identifiers, public keys. */
export const OPAQUE_HARMLESS_WORDS: ReadonlySet<string> = new Set(
  (
    'hash hashes sha sha1 sha256 sha384 sha512 md5 etag fingerprint fingerprints checksum digest thumbprint thumbprints ' +
    'base64sha256 base64sha512 crc32 id ids arn arns name names identifier identifiers version versions revision serial ' +
    'certificate cert chain csr uuid guid ref reference'
  ).split(' '),
);
