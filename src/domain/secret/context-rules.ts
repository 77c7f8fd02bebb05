import { type TextRule, glue } from './text-rule.ts';

/** Secrets that the text around them gives away: blocks, URLs, headers, commands. */
export const CONTEXT_RULES: readonly TextRule[] = [
  {
    id: 'private-key-block',
    hints: ['private key'],
    // Without an end line the rest of the text is taken: half a key is still a key.
    pattern:
      /-----BEGIN [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?-----[^]*?(?:-----END [A-Z0-9 ]{0,40}-----|$)/dg,
    example: glue('-----BEGIN RSA PRIVATE ', 'KEY-----\nMIIEow\n-----END RSA PRIVATE ', 'KEY-----'),
    counterExample: '-----BEGIN PUBLIC KEY-----\nMIIBIjANBg\n-----END PUBLIC KEY-----',
  },
  {
    id: 'putty-private-key',
    hints: ['private-lines:'],
    pattern: /Private-Lines: \d+(?<secret>[^]*)$/dg,
    example: 'Private-Lines: 2\nAAAAgQ\nCgkQ\nPrivate-MAC: 1',
    counterExample: 'Public-Lines: 2\nAAAAgQ\n',
  },
  {
    id: 'url-credentials',
    hints: ['://'],
    pattern:
      /[a-z][a-z0-9+.-]{0,30}:\/\/[^\s/?#:@'"<>]{0,200}:(?<secret>(?!\d{2,5}[/?#])(?:[^\s/?#'"<>]{1,512}(?=@[\w.[\]-]{1,255}(?:[:/?\s"',;)]|$))|[^\s'"]{1,512}))@/dgi,
    example: 'postgres://app:hunter2@db.internal:5432/app',
    counterExample: 'https://db.internal:5432/users/@me',
  },
  {
    id: 'url-user-token',
    hints: ['://'],
    pattern: /[a-z][a-z0-9+.-]{0,30}:\/\/(?<secret>[A-Za-z0-9_~.-]{20,300})@/dgi,
    example: 'https://0123456789abcdef0123456789abcdef@o1.ingest.example.com/1',
    counterExample: 'ssh://git@github.com/org/repo.git',
  },
  {
    id: 'chat-webhook',
    hints: ['hooks.', '/api/webhooks/', 'webhook.office.com', 'outlook.office.com'],
    pattern:
      /(?:hooks\.slack(?:-gov)?\.com\/(?:services|workflows|triggers)\/|hooks\.zapier\.com\/hooks\/catch\/|discord(?:app)?\.com\/api\/webhooks\/|webhook\.office\.com\/|outlook\.office\.com\/webhook\/)(?<secret>[^\s"'<>\\]{6,1000})/dgi,
    example: glue('https://hooks.', 'slack.com/services/', 'T00000000/B00000000/XXXXXXXXXXXXXXXXXXXXXXXX'),
    counterExample: 'https://hooks.example.com/services/list',
  },
  {
    id: 'signed-url',
    hints: ['sig=', 'x-amz-', 'x-goog-signature', 'signature='],
    pattern:
      /[?&;](?:sig|x-amz-signature|x-amz-security-token|x-amz-credential|x-goog-signature|signature)=(?<secret>[^\s&"'<>;]{10,4000})/dgi,
    example: '?sv=2022-11-02&sp=r&sig=Zm9vYmFyYmF6%2Bq1w2e3r4%3D',
    counterExample: '?sig=none&sv=2022-11-02',
  },
  {
    id: 'authorization-header',
    hints: ['authorization'],
    pattern:
      /authorization\\{0,4}["']?\s{0,4}[:=]\s{0,4}\\{0,4}["']?(?:(?:bearer|basic|token|digest|apikey|negotiate|aws4-hmac-sha256)\s{1,4}(?<secret>[^"'\n\\]{1,4000}))/dgi,
    example: "curl -H 'Authorization: Bearer s3cr3t-value'",
    counterExample: 'authorization = "AWS_IAM"',
  },
  {
    id: 'bearer-token',
    hints: ['bearer', 'basic'],
    pattern: /(?<![\w-])(?:bearer|basic)\s{1,4}(?<secret>(?=[\w+/.~-]{0,80}\d)[\w+/.~-]{12,4000}={0,2})/dgi,
    example: 'send Bearer 0a1b2c3d4e5f6a7b',
    counterExample: 'use basic authentication for bearer authentication-schemes',
  },
  {
    id: 'curl-user',
    hints: ['curl', 'wget'],
    pattern:
      /(?<!\w)(?:curl|wget)\s[^\n]{0,400}?\s(?:-u|--user|--proxy-user)[ =]?["']?[^\s:"']{1,100}:(?<secret>[^\s"']{1,500})/dg,
    example: 'curl -sSf -u deploy:hunter2 https://repo.internal/a.tgz',
    counterExample: 'docker run -u 1000:1000 app',
  },
  {
    id: 'database-client-password',
    hints: ['mysql', 'mariadb'],
    pattern:
      /(?<!\w)(?:mysql|mariadb)[a-z-]{0,12}\s[^\n]{0,300}?(?<=\s)-p(?<secret>'[^'\n]{1,200}'|"[^"\n]{1,200}"|[^\s"']{1,200})/dg,
    example: 'mysql -u root -phunter2 -e "select 1"',
    counterExample: 'mysql -u root -p -e "select 1"',
  },
  {
    id: 'login-password-flag',
    hints: ['login', 'sshpass', 'redis-cli', 'smbclient', 'ldapsearch', 'htpasswd'],
    pattern:
      /(?<!\w)(?:(?:docker|podman|helm|az|oc|buildah|skopeo)(?:\s\w{1,20}){0,2}\slogin\s[^\n]{0,300}?(?<=\s)-p|sshpass\s{1,4}-p|redis-cli\s[^\n]{0,300}?(?<=\s)-a|ldapsearch\s[^\n]{0,300}?(?<=\s)-w)\s{0,4}(?<secret>'[^'\n]{1,200}'|"[^"\n]{1,200}"|[^\s"']{1,200})/dg,
    example: 'docker login -u ci -p hunter2 registry.internal',
    counterExample: 'docker login -u ci --password-stdin registry.internal',
  },
  {
    id: 'password-pipe',
    hints: ['chpasswd', '--stdin'],
    pattern:
      /(?<![\w.-])[\w.-]{1,64}:(?<secret>[^\s"']{1,200})["']?\s{0,4}\|\s{0,4}(?:sudo\s{1,4})?chpasswd/dg,
    example: 'echo "ec2-user:hunter2" | sudo chpasswd',
    counterExample: 'cat users.txt | chpasswd',
  },
  {
    id: 'piped-password',
    hints: ['echo', 'printf'],
    pattern:
      /(?<!\w)(?:echo|printf)\s{1,4}(?:-\w{1,3}\s{1,4})?(?<secret>'[^'\n]{1,300}'|"[^"\n]{1,300}"|[^\s"'|]{1,300})\s{0,4}\|\s{0,4}[^\n|]{0,120}?(?:passwd\s|--password-stdin|--with-token|sudo\s-S|cryptsetup|--passphrase-fd)/dg,
    example: "echo 'hunter2' | docker login -u ci --password-stdin registry.internal",
    counterExample: 'echo "$TOKEN" | docker login -u ci --password-stdin registry.internal',
  },
  {
    id: 'password-here-string',
    hints: ['chpasswd'],
    pattern: /chpasswd\s{0,4}<<<\s{0,4}["']?[\w.-]{1,64}:(?<secret>[^\s"']{1,200})/dg,
    example: 'chpasswd <<< "root:hunter2"',
    counterExample: 'chpasswd <<< "$USERS"',
  },
  {
    id: 'cloud-init-chpasswd',
    hints: ['chpasswd:'],
    pattern: /chpasswd:\s{0,20}\n[^]{0,60}?list:[^\n]{0,10}\n(?<secret>(?:[ \t][^\n]{0,300}\n?){1,2000})/dg,
    example: 'chpasswd:\n  list: |\n    root:hunter2\n    app:hunter3\n',
    counterExample: 'chpasswd:\n  expire: false\n',
  },
  {
    id: 'sql-password',
    hints: ['identified', 'password'],
    pattern:
      /(?:identified\s{1,4}(?:with\s{1,4}\w{1,40}\s{1,4})?by|password)\s{1,4}(?<secret>'[^'\n]{1,500}')/dgi,
    example: "CREATE USER app IDENTIFIED BY 'hunter2';",
    counterExample: 'ALTER USER app PASSWORD EXPIRE;',
  },
  {
    id: 'netrc',
    hints: ['login'],
    pattern: /login\s{1,20}\S{1,200}\s{1,20}password\s{1,20}(?<secret>\S{1,500})/dg,
    example: 'machine git.internal login ci password hunter2',
    counterExample: 'login with password',
  },
  {
    id: 'pgpass',
    hints: [':'],
    pattern:
      /(?<![^\n])[^\s:]{1,255}:(?:\d{4,5}|\*):[^\s:]{1,100}:[^\s:]{1,100}:(?<secret>\S{1,200})(?![^\n])/dg,
    example: 'db.internal:5432:app:app_rw:hunter2',
    counterExample: 'sun:06:00-sun:14:00',
  },
  {
    id: 'password-hash',
    hints: ['$'],
    pattern:
      /\$(?:1|2[abxy]?|5|6|7|y|gy|apr1|argon2(?:i|d|id)|scrypt|pbkdf2-sha\d{3})\$(?:[\w=,]{1,60}\$){0,3}[\w./+=-]{16,300}(?:\$[\w./+=-]{16,300})?/dg,
    example: glue('$6', '$rounds=4096$saltsalt', '$qwertyuiopASDFGHJKLzxcvbnm0123456789'),
    counterExample: '$1 $2 and $HOME',
  },
  {
    id: 'connection-string',
    hints: ['password', 'pwd', 'accountkey', 'sharedaccesskey', 'sharedsecretvalue'],
    pattern:
      /(?:;\s{0,4}|(?<![^\n"'])(?=[^\n;]{1,500};))(?:password|pwd|accountkey|sharedaccesskey|sharedsecretvalue)\s{0,4}=\s{0,4}(?<secret>[^;\n"']{1,1000})/dgi,
    example: 'Server=db;User Id=sa;Password=correct horse battery;Encrypt=yes',
    counterExample: 'Server=db;Integrated Security=true;Encrypt=yes',
  },
  {
    id: 'secure-string',
    hints: ['convertto-securestring'],
    pattern: /ConvertTo-SecureString\s[^\n"']{0,60}?(?<secret>"[^"\n]{1,500}"|'[^'\n]{1,500}')/dgi,
    example: 'ConvertTo-SecureString "hunter2" -AsPlainText -Force',
    counterExample: 'ConvertTo-SecureString $plain -AsPlainText -Force',
  },
  {
    id: 'windows-user',
    hints: ['net user'],
    pattern: /net user\s{1,4}[\w.-]{1,64}\s{1,4}(?<secret>[^\s/*"']{1,200}|"[^"\n]{1,200}")/dgi,
    example: 'net user Administrator Hunter2! /add',
    counterExample: 'net user Administrator /active:yes',
  },
  {
    id: 'openssl-pass',
    hints: ['pass:'],
    pattern: /-pass(?:in|out)?\s{1,4}["']?pass:(?<secret>[^\s"']{1,200})/dg,
    example: 'openssl rsa -in k.pem -passin pass:hunter2',
    counterExample: 'openssl rsa -in k.pem -passin stdin',
  },
];
