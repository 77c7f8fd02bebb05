import type { Json } from '#domain/json.ts';

/** What a canary is planted into: one attribute of one resource, before and after someone rotated the secret. */
export interface Planting {
  readonly attribute: string;
  readonly before: Json;
  readonly after: Json;
  /** Whether the plan's masks must call the whole attribute sensitive; otherwise the detector is on its own. */
  readonly masked?: boolean;
}

/** A made-up secret. Wherever it is planted, its text must appear in no output. */
export interface Canary {
  readonly id: string;
  readonly kind: string;
  readonly secret: string;
  readonly place: (secret: string) => Planting;
}

// Glued from parts: secret scanners on the way to a forge must not take the canaries for a leak.
const glue = (...parts: readonly string[]): string => parts.join('');
const HEX = '9f8e7d6c5b4a39281706f5e4d3c2b1a0';
const MIXED = 'cAn4rYq7Zt2LmXw8RbYc5Nd7HsJf4GpT';
const encode = (text: string): string => btoa(text);

/** A value that is as long and of the same classes, so that both sides are detected by the same rule. */
export const rotated = (secret: string): string =>
  secret.replace(/[A-Za-z0-9](?=[^A-Za-z0-9]*$)/, (last) => (last === '7' ? '8' : '7'));

const changed =
  (attribute: string, wrap: (secret: string) => Json, masked = false) =>
  (secret: string): Planting => ({
    attribute,
    before: wrap(secret),
    after: wrap(rotated(secret)),
    ...(masked ? { masked } : {}),
  });

const inScript = (line: (secret: string) => string): Canary['place'] =>
  changed('user_data', (secret) => `#!/bin/bash\nset -eu\n${line(secret)}\nsystemctl start app\n`);
const inVariable = (name: string): Canary['place'] =>
  changed('environment', (secret) => [{ variables: { STAGE: 'prod', [name]: secret } }]);

const pem = (label: string): string =>
  glue('-----BEGIN ', label, ' KEY-----\nMIIEcanaryAAKCAQEA7bq2', MIXED, '\n-----END ', label, ' KEY-----');

export const CANARIES: readonly Canary[] = [
  {
    id: 'masked-password',
    kind: 'mask',
    secret: 'canary-plain-words',
    place: changed('master_password', (s) => s, true),
  },
  {
    id: 'masked-unsuspicious',
    kind: 'mask',
    secret: 'canary lies quietly',
    place: changed('notes', (s) => s, true),
  },
  {
    id: 'masked-nested',
    kind: 'mask',
    secret: 'canary-in-a-block',
    place: changed('settings', (s) => [{ inner: { label: s } }], true),
  },
  {
    id: 'masked-document',
    kind: 'mask',
    secret: 'canary-in-a-document',
    place: changed('definition', (s) => JSON.stringify({ Comment: s }), true),
  },
  {
    id: 'named-attribute',
    kind: 'name',
    secret: 'canary-hunter2',
    place: changed('master_password', (s) => s),
  },
  { id: 'named-short', kind: 'name', secret: 'c4n4', place: changed('user_pin', (s) => s) },
  {
    id: 'named-with-spaces',
    kind: 'name',
    secret: 'correct canary; battery, staple',
    place: changed('db_password', (s) => s),
  },
  {
    id: 'map-key',
    kind: 'name',
    secret: 'canary-map-value',
    place: changed('parameters', (s) => ({ team: 'core', client_secret: s })),
  },
  { id: 'environment-map', kind: 'name', secret: 'canary-env-value', place: inVariable('DB_PASSWORD') },
  { id: 'environment-camel', kind: 'name', secret: 'canary-camel-value', place: inVariable('stripeApiKey') },
  {
    id: 'environment-webhook',
    kind: 'name',
    secret: 'https://chat.internal/in/canary-77',
    place: inVariable('ALERT_WEBHOOK_URL'),
  },
  {
    id: 'name-value-pair',
    kind: 'pair',
    secret: 'canary-pair-value',
    place: changed('environment_variable', (s) => [
      { name: 'STAGE', type: 'PLAINTEXT', value: 'prod' },
      { name: 'DB_PASS', type: 'PLAINTEXT', value: s },
    ]),
  },
  {
    id: 'key-value-pair',
    kind: 'pair',
    secret: 'canary-key-value',
    place: changed('setting', (s) => [{ key: 'api-key', value: s }]),
  },
  {
    id: 'parameter-pair',
    kind: 'pair',
    secret: 'canary-parameter',
    place: changed('parameter', (s) => [{ parameter_name: 'auth_token', parameter_value: s }]),
  },
  {
    id: 'header-pair',
    kind: 'pair',
    secret: 'canary-header',
    place: changed('custom_header', (s) => [{ name: 'X-Origin-Verify', value: s }]),
  },
  {
    id: 'list-of-passwords',
    kind: 'name',
    secret: 'canary-in-a-list',
    place: changed('passwords', (s) => ['other-canary', s]),
  },
  {
    id: 'group',
    kind: 'name',
    secret: 'canary-in-a-group',
    place: changed('credentials', (s) => ({ username: 'app', smtp: s })),
  },
  {
    id: 'nested-block',
    kind: 'name',
    secret: 'canary-nested',
    place: changed('configuration', (s) => [{ ldap: [{ service_account_password: s, port: 636 }] }]),
  },
  {
    id: 'json-document',
    kind: 'document',
    secret: 'canary-json',
    place: changed('definition', (s) => JSON.stringify({ host: 'db', password: s })),
  },
  {
    id: 'container-definitions',
    kind: 'document',
    secret: 'canary-container',
    place: changed('container_definitions', (s) =>
      JSON.stringify([
        { name: 'app', image: 'nginx:1.27', environment: [{ name: 'REDIS_PASSWORD', value: s }] },
      ]),
    ),
  },
  {
    id: 'document-in-document',
    kind: 'document',
    secret: 'canary "quoted" twice',
    place: changed('input', (s) => JSON.stringify({ body: JSON.stringify({ token: s }) })),
  },
  {
    id: 'policy-condition',
    kind: 'document',
    secret: glue('AKIA', 'CANARYX7JZ2MPLW4'),
    place: changed('policy', (s) =>
      JSON.stringify({
        Version: '2012-10-17',
        Statement: [{ Effect: 'Deny', Condition: { StringEquals: { 'aws:userid': s } } }],
      }),
    ),
  },
  {
    id: 'user-data-export',
    kind: 'script',
    secret: 'canary-export',
    place: inScript((s) => `export DB_PASSWORD=${s}`),
  },
  {
    id: 'user-data-quoted',
    kind: 'script',
    secret: 'canary two words',
    place: inScript((s) => `APP_SECRET="${s}"`),
  },
  {
    id: 'user-data-flag',
    kind: 'script',
    secret: 'canary-flag',
    place: inScript((s) => `app register --token ${s}`),
  },
  {
    id: 'user-data-curl',
    kind: 'script',
    secret: 'canary-basic',
    place: inScript((s) => `curl -fsS -u ci:${s} https://repo.internal/a.tgz`),
  },
  {
    id: 'user-data-header',
    kind: 'script',
    secret: 'canary-bearer',
    place: inScript((s) => `curl -H "Authorization: Bearer ${s}" https://api.internal`),
  },
  {
    id: 'user-data-mysql',
    kind: 'script',
    secret: 'canary-mysql',
    place: inScript((s) => `mysql -u root -p${s} -e 'select 1'`),
  },
  {
    id: 'user-data-chpasswd',
    kind: 'script',
    secret: 'canary-chpasswd',
    place: inScript((s) => `echo "ec2-user:${s}" | chpasswd`),
  },
  {
    id: 'user-data-sql',
    kind: 'script',
    secret: 'canary-sql',
    place: inScript((s) => `psql -c "CREATE USER app WITH PASSWORD '${s}'"`),
  },
  {
    id: 'user-data-pgpass',
    kind: 'script',
    secret: 'canary-pgpass',
    place: inScript((s) => `cat > ~/.pgpass <<EOF\ndb.internal:5432:app:rw:${s}\nEOF`),
  },
  {
    id: 'user-data-pem',
    kind: 'block',
    secret: pem('RSA PRIVATE'),
    place: inScript((s) => `cat > /etc/key.pem <<EOF\n${s}\nEOF`),
  },
  {
    id: 'user-data-base64',
    kind: 'encoded',
    secret: encode('#!/bin/bash\nexport API_TOKEN=canary-inside\nstart-app --now\n'),
    place: (secret) => ({
      attribute: 'user_data_base64',
      before: secret,
      after: encode('#!/bin/bash\nexport API_TOKEN=canary-rotated\nstart-app --now\n'),
    }),
  },
  {
    id: 'cloud-init-file',
    kind: 'encoded',
    secret: encode('[client]\npassword=canary-in-a-file\n'),
    place: (secret) => ({
      attribute: 'user_data',
      before: `#cloud-config\nwrite_files:\n- encoding: b64\n  content: ${secret}\n  path: /etc/app.cnf\n`,
      after: `#cloud-config\nwrite_files:\n- encoding: b64\n  content: ${encode('[client]\npassword=canary-2\n')}\n  path: /etc/app.cnf\n`,
    }),
  },
  {
    id: 'database-url',
    kind: 'url',
    secret: 'canary-url-pass',
    place: inVariableText('DATABASE_LOCATION', (s) => `postgres://app:${s}@db.internal:5432/app`),
  },
  {
    id: 'connection-string',
    kind: 'url',
    secret: 'canary with blanks',
    place: inVariableText('STORE', (s) => `Server=db;User Id=sa;Password=${s};Encrypt=yes`),
  },
  {
    id: 'slack-webhook',
    kind: 'url',
    secret: 'T0CANARY0/B0CANARY0/cAn4rYq7Zt2LmXw8RbYc5Nd7',
    place: changed('endpoint', (s) => glue('https://hooks.', 'slack.com/services/', s)),
  },
  {
    id: 'signed-url',
    kind: 'url',
    secret: 'Y2FuYXJ5LXNpZ25hdHVyZQ%3D%3D',
    place: changed('source', (s) => `https://store.blob.core.windows.net/a?sv=2022-11-02&sig=${s}`),
  },
  {
    id: 'aws-access-key',
    kind: 'token',
    secret: glue('AKIA', 'QX7JCANARYW4T6NR'),
    place: changed('description', (s) => `uses ${s} until May`),
  },
  {
    id: 'aws-secret-key',
    kind: 'token',
    secret: 'k3Vq9ZtLm2/Xw8RbYc5+Nd7HsJf4GpTaUe6oCana',
    place: inVariable('DEPLOY_2'),
  },
  {
    id: 'github-token',
    kind: 'token',
    secret: glue('gh', 'p_', MIXED, 'AbC1'),
    place: changed('description', (s) => `clone with ${s}`),
  },
  {
    id: 'gitlab-token',
    kind: 'token',
    secret: glue('glp', 'at-', 'cAn4rYq7Zt2LmXw8RbYc'),
    place: inVariable('SOURCE'),
  },
  {
    id: 'slack-token',
    kind: 'token',
    secret: glue('xox', 'b-', '1234567890-cAn4rYq7Zt2LmXw8RbYc'),
    place: inVariable('BOT'),
  },
  { id: 'stripe-key', kind: 'token', secret: glue('sk_', 'live_', MIXED), place: inVariable('PAYMENTS') },
  {
    id: 'google-key',
    kind: 'token',
    secret: glue('AIz', 'aSyD', MIXED),
    place: changed('tags', (s) => ({ maps: s })),
  },
  {
    id: 'model-key',
    kind: 'token',
    secret: glue('sk-', 'ant-api03-', MIXED),
    place: inVariable('MODEL_LOGIN'),
  },
  {
    id: 'sendgrid-key',
    kind: 'token',
    secret: glue('S', 'G.', 'cAn4rYq7Zt2LmXw8RbYc5N', '.', MIXED, 'd7HsJf4GpTa'),
    place: inVariable('MAIL'),
  },
  { id: 'npm-token', kind: 'token', secret: glue('np', 'm_', MIXED, 'AbC1'), place: inVariable('REGISTRY') },
  {
    id: 'vault-token',
    kind: 'token',
    secret: glue('hv', 's.', 'CAESI', MIXED),
    place: inVariable('SEALED'),
  },
  {
    id: 'digitalocean-token',
    kind: 'token',
    secret: glue('dop_', 'v1_', HEX, HEX),
    place: inVariable('CLOUD'),
  },
  {
    id: 'jwt',
    kind: 'token',
    secret: glue(
      'eyJ',
      'hbGciOiJIUzI1NiJ9',
      '.eyJ',
      'zdWIiOiJjYW5hcnkifQ',
      '.cAn4rYq7Zt2LmXw8RbYc5Nd7HsJf4GpT',
    ),
    place: changed('request_template', (s) => `{"session": "${s}", broken`),
  },
  {
    id: 'opaque',
    kind: 'opaque',
    secret: glue(MIXED, 'aUe6oQiKr3Vv'),
    place: changed('value', (s) => s),
  },
  {
    id: 'opaque-in-tag',
    kind: 'opaque',
    secret: glue('zX9', MIXED, 'k4W'),
    place: changed('tags', (s) => ({ Legacy: s })),
  },
  {
    id: 'secret-as-map-key',
    kind: 'token',
    secret: glue('AKIA', 'CANARYKEYQX7JZ2M'),
    place: changed('mapping', (s) => ({ [s]: 'reader', team: 'core' })),
  },
];

function inVariableText(name: string, text: (secret: string) => string): Canary['place'] {
  return changed('environment', (secret) => [{ variables: { [name]: text(secret) } }]);
}
