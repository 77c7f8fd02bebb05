import type { Json } from '../json.ts';

/** Values that a scan must show as they are. Read by the tests; grows with every false hit that someone reports. */
export const HARMLESS: readonly { readonly name: string; readonly value: Json }[] = [
  { name: 'arn', value: 'arn:aws:iam::123456789012:role/aws-service-role/AWSServiceRoleForAutoScaling' },
  { name: 'secret_arn', value: 'arn:aws:secretsmanager:eu-west-1:123456789012:secret:prod/db-AbCdEf' },
  { name: 'master_password', value: 'arn:aws:secretsmanager:eu-west-1:123456789012:secret:prod/db-AbCdEf' },
  {
    name: 'kms_key_id',
    value: 'arn:aws:kms:eu-west-1:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab',
  },
  { name: 'encryption_key', value: 'arn:aws:kms:eu-west-1:123456789012:alias/aws/s3' },
  { name: 'kms_master_key_id', value: 'alias/aws/sqs' },
  { name: 'id', value: 'i-0123456789abcdef0' },
  { name: 'ami', value: 'ami-0abcdef1234567890' },
  { name: 'subnet_ids', value: ['subnet-0bb1c79de3EXAMPLE', 'subnet-0aa2d80ef4EXAMPLE'] },
  { name: 'vpc_security_group_ids', value: ['sg-0123456789abcdef0'] },
  { name: 'cidr_blocks', value: ['10.0.0.0/8', '0.0.0.0/0', '2001:db8::/32'] },
  { name: 'schedule_expression', value: 'cron(0/15 6-22 ? * MON-FRI *)' },
  { name: 'schedule', value: 'rate(5 minutes)' },
  { name: 'description', value: 'Rotates the database password every 30 days; see the runbook.' },
  { name: 'description', value: 'Allow 22/tcp from the office: temporary, ask the platform team' },
  { name: 'alarm_description', value: 'Error rate > 2 for 5 minutes (p95 latency, /aws/lambda/orders)' },
  { name: 'tags', value: { Team: 'core', 'cost-center': '4711', 'kubernetes.io/cluster/main': 'owned' } },
  {
    name: 'tags_all',
    value: { Owner: 'platform@example.com', Environment: 'production', ManagedBy: 'terraform' },
  },
  { name: 'source_code_hash', value: 'k3Vq9ZtLm2Xw8RbYc5Nd7HsJf4GpTaUe6oQiKrW1zDs=' },
  { name: 'code_sha256', value: 'k3Vq9ZtLm2Xw8RbYc5Nd7HsJf4GpTaUe6oQiKrW1zDs=' },
  { name: 'etag', value: 'd41d8cd98f00b204e9800998ecf8427e' },
  { name: 'etag', value: '"d41d8cd98f00b204e9800998ecf8427e-38"' },
  { name: 'user_data', value: 'da39a3ee5e6b4b0d3255bfef95601890afd80709' },
  { name: 'image_digest', value: 'sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855' },
  { name: 'key_fingerprint', value: '1f:51:ae:28:bf:89:e9:d8:1f:25:5d:37:2d:7d:b8:ca:9f:f5:f1:6f' },
  { name: 'version_id', value: '3sL4kqtJlcpXroDTDmJ9rKJ5tYhD1k2zQ' },
  { name: 'unique_id', value: 'AROAQX7JZ2MPLW4T6NRVA' },
  { name: 'zone_id', value: 'Z2FDTNDATAQYW2' },
  { name: 'canonical_user_id', value: '79a59df900b949e55d96a1e698fbacedfd6e09d98eacf8f8d5218e7cd47ef2be' },
  { name: 'dns_name', value: 'internal-web-prod-1234567890.eu-west-1.elb.amazonaws.com' },
  { name: 'address', value: 'app.c9akciq32xyz.eu-west-1.rds.amazonaws.com' },
  { name: 'url', value: 'https://sqs.eu-west-1.amazonaws.com/123456789012/orders-dead-letter' },
  { name: 'token_url', value: 'https://login.example.com/oauth2/token' },
  { name: 'issuer', value: 'https://oidc.eks.eu-west-1.amazonaws.com/id/EXAMPLED539D4633E53DE1B71EXAMPLE' },
  {
    name: 'callback_urls',
    value: ['https://app.example.com:8443/users/@me', 'http://localhost:3000/callback'],
  },
  { name: 'repository_url', value: '123456789012.dkr.ecr.eu-west-1.amazonaws.com/platform/auth:v1.2.3' },
  { name: 'image', value: 'registry.example.com/team/token:2024-05-01' },
  { name: 'source', value: 'git::ssh://git@github.com/example/modules.git//vpc?ref=v5.1.2' },
  { name: 'policy_arn', value: 'arn:aws:iam::aws:policy/AmazonEC2ContainerRegistryReadOnly' },
  { name: 'name', value: 'AmazonEC2ContainerRegistryReadOnlyForProductionV2' },
  { name: 'name', value: 'AWSReservedSSO_AdministratorAccess_1234567890abcdef' },
  { name: 'function_name', value: 'prod-eu-west-1-order-events-v2-dead-letter-consumer' },
  { name: 'name_prefix', value: 'terraform-20230101120000123400000001' },
  { name: 'caller_reference', value: 'terraform-20230101120000123400000001' },
  { name: 'stack', value: 'MyPlatformStack-NetworkNestedStackVpc-1A2B3C4D5E6F7' },
  { name: 'log_group_name', value: '/aws/lambda/ProdOrderEventsV2Consumer2024Handler' },
  { name: 'http_tokens', value: 'required' },
  { name: 'access_token', value: 'hours' },
  { name: 'iam_auth', value: 'DISABLED' },
  {
    name: 'auth',
    value: [
      { auth_scheme: 'SECRETS', client_password_auth_type: 'MYSQL_NATIVE_PASSWORD', iam_auth: 'REQUIRED' },
    ],
  },
  { name: 'authorization', value: 'AWS_IAM' },
  { name: 'generate_secret', value: true },
  { name: 'max_password_age', value: 90 },
  {
    name: 'password_policy',
    value: [{ minimum_length: 8, require_symbols: true, temporary_password_validity_days: 7 }],
  },
  {
    name: 'master_user_secret',
    value: [{ kms_key_id: 'alias/aws/secretsmanager', secret_status: 'active' }],
  },
  { name: 'master_password', value: null },
  { name: 'auth_token', value: '' },
  { name: 'secret_string', value: '{{resolve:secretsmanager:prod/db:SecretString:password}}' },
  {
    name: 'public_key',
    value: 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIOMqqnkVzrm0SdG6UOoqKLsabgH5C9okWi0dh2l9GKJl core@example',
  },
  {
    name: 'user_data',
    value:
      '#cloud-config\nssh_authorized_keys:\n  - ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIOMqqnkVzrm0SdG6UOoqKLsabgH5C9okWi0dh2l9GKJl me\n',
  },
  {
    name: 'certificate_body',
    value:
      '-----BEGIN CERTIFICATE-----\nMIIDdzCCAl+gAwIBAgIEAgAAuTANBgkqhkiG9w0BAQUFADBaMQswCQYDVQQGEwJJ\n-----END CERTIFICATE-----\n',
  },
  {
    name: 'certificate_authority',
    value: [
      {
        data: btoa(
          '-----BEGIN CERTIFICATE-----\nMIIDdzCCAl+gAwIBAgIEAgAAuTANBgkqhkiG9w0BAQUFADBaMQswCQYDVQQGEwJJ\n-----END CERTIFICATE-----\n',
        ),
      },
    ],
  },
  {
    name: 'user_data',
    value:
      '#!/bin/bash\nset -euo pipefail\nPASSWORD=$(aws ssm get-parameter --name /app/db --with-decryption)\nyum install -y httpd\n',
  },
  { name: 'user_data_base64', value: btoa('#!/bin/bash\nyum update -y\nsystemctl enable --now httpd\n') },
  {
    name: 'policy',
    value: JSON.stringify({
      Version: '2012-10-17',
      Statement: [
        {
          Sid: 'ReadSecrets',
          Effect: 'Allow',
          Action: [
            'secretsmanager:GetSecretValue',
            'ssm:GetParameter',
            'iam:PassRole',
            'sts:GetSessionToken',
          ],
          Resource: ['arn:aws:secretsmanager:*:*:secret:prod/*', 'arn:aws:ssm:*:*:parameter/app/*'],
          Condition: {
            StringEquals: {
              'aws:PrincipalOrgID': 'o-a1b2c3d4e5',
              'kms:ViaService': 's3.eu-west-1.amazonaws.com',
            },
          },
        },
      ],
    }),
  },
  {
    name: 'assume_role_policy',
    value: JSON.stringify({
      Version: '2012-10-17',
      Statement: [
        {
          Effect: 'Allow',
          Principal: {
            Federated: 'arn:aws:iam::123456789012:oidc-provider/token.actions.githubusercontent.com',
          },
          Action: 'sts:AssumeRoleWithWebIdentity',
          Condition: {
            StringLike: {
              'token.actions.githubusercontent.com:sub': 'repo:example/auth:ref:refs/heads/main',
            },
          },
        },
      ],
    }),
  },
  {
    name: 'container_definitions',
    value: JSON.stringify([
      {
        name: 'app',
        image: 'nginx:1.27',
        environment: [{ name: 'STAGE', value: 'prod' }],
        secrets: [{ name: 'DB_PASSWORD', valueFrom: 'arn:aws:ssm:eu-west-1:123456789012:parameter/app/db' }],
        logConfiguration: { logDriver: 'awslogs', options: { 'awslogs-group': '/ecs/app' } },
      },
    ]),
  },
  {
    name: 'environment',
    value: [
      {
        variables: {
          STAGE: 'prod',
          LOG_LEVEL: 'debug',
          TABLE: 'orders',
          DB_SECRET_ARN: 'arn:aws:secretsmanager:eu-west-1:123456789012:secret:prod/db-AbCdEf',
        },
      },
    ],
  },
  { name: 'pattern', value: '{ $.eventName = "ConsoleLogin" && $.errorMessage = "Failed authentication" }' },
  { name: 'filter_pattern', value: '[ip, user, username, timestamp, request, status_code = 5*, bytes]' },
  { name: 'expression', value: 'SUM(METRICS("errors")) / m1 * 100' },
  { name: 'statement', value: 'SELECT * FROM "orders" WHERE token_count > 10 LIMIT 100' },
  { name: 'comparison_operator', value: 'GreaterThanOrEqualToThreshold' },
  { name: 'availability_zones', value: ['eu-west-1a', 'eu-west-1b'] },
  { name: 'created_date', value: '2024-05-01T12:34:56.789Z' },
  { name: 'request_template', value: '#set($inputRoot = $input.path("$"))\n{ "id": "$inputRoot.id" }' },
  { name: 'preferred_maintenance_window', value: 'sun:06:00-sun:14:00' },
  { name: 'resource', value: 'arn:aws:iam::*:role/AmazonSSMRoleForInstancesQuickSetup' },
  { name: 'sid', value: 'RestrictMutatingActionsOnPrivateSpaceAppsToOwnerUserProfile' },
  { name: 'action', value: 'sso:ListCustomerManagedPolicyReferencesInPermissionSet' },
  { name: 'engine_version', value: '8.0.mysql_aurora.3.05.2' },
  { name: 'address', value: 'module.net["eu-west-1"].aws_security_group_rule.db_password_rotation[0]' },
  { name: 'verification_token', value: 'pmBGN/7MjnfhTKUZ06Enqq1PeGUaOkw8lGhcfwefcHU=' },
  { name: 'value', value: 'v=spf1 include:amazonses.com ~all' },
  {
    name: 'records',
    value: ['10 mail.example.com', '_a79865eb4cd1a6ab990a45779b4e0b96.yygkkfbvqg.acm-validations.aws'],
  },
];
