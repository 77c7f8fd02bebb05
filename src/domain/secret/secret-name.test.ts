import { describe, expect, it } from 'vitest';
import {
  describesSecret,
  nameWords,
  namesOpaqueHarmless,
  namesSecret,
  namesSecretGroup,
} from './secret-name.ts';

const SECRET =
  `password passwd pwd passphrase secret secrets token api_key apikey access_key private_key credential
credentials connection_string auth client_secret DB_PASS DB_PASSWORD dbPassword db-password db.password PGPASSWORD
MYSQL_ROOT_PASSWORD webhook_url slackWebhookUrl SLACK_WEBHOOK SENTRY_DSN secret_key SECRET_KEY_BASE RAILS_MASTER_KEY
APP_KEY JWT_SECRET jwtSecretKey ENCRYPTION_KEY signing_key shared_secret preshared_key tunnel1_preshared_key psk
master_password master_user_password password_wo secret_string secret_binary auth_token oauth_token access_token
refresh_token web_identity_token secret_access_key aws_secret_access_key AWS_SESSION_TOKEN private_key_pem
certificate_private_key key_material_base64 key_passphrase ssl_key_password ses_smtp_password_v4 hec_token
authorization_api_key_value bgp_auth_key basic_auth_credentials kerberos_keytab customer_key host_key STRIPE_KEY
OPENAI_API_KEY GITHUB_TOKEN NPM_TOKEN redis_auth user_pin passwords svm_admin_password db_password1 PASSWORD_2
X-Api-Key Authorization Cookie _authToken account_password temporary_password sasl_password grant_token
dockerconfigjson AccountKey SharedAccessKey`.split(/\s+/);

const HARMLESS =
  `secret_name secret_arn secret_id token_validity_units key_id kms_key_id public_key password_policy
require_symbols max_password_age key_name author authorization_type force_destroy etag bucket_key_enabled
http_tokens creation_token client_token dkim_tokens password_length minimum_password_length password_reset_required
allow_users_to_change_password expire_passwords manage_master_user_password master_user_secret_kms_key_id
password_wo_version secret_string_wo_version auth_token_enabled auth_token_update_strategy authorization
authorization_scopes authorizer_id authorizer_uri auth_type auth_mode auth_scheme iam_auth client_password_auth_type
iam_database_authentication_enabled user_pool_id access_key_id api_key_id api_key_required api_key_source
api_key_selection_expression kms_master_key_id customer_master_key_spec kms_encryption_key hash_key range_key s3_key
object_key partition_key key_prefix key_pair ssh_public_key ssh_key_name ec2_ssh_key cookie_name session_cookie_name
generate_secret credentials_arn credential_duration credential_provider connection_type connection_id
max_connections token_endpoint token_url token_domains access_token_validity enable_token_revocation
private_ip private_dns_name private_link_endpoint passthrough_behavior bypass_policy_lockout_safety_check
server_side_token_check event_source_token lock_token password_history_size pgp_key signature_version keywords
max_tokens tokens_per_minute compass monkey tokenizer description tags engine_version secretsmanager keyspace_name
certificate_arn shared_credentials_files web_identity_token_file tag_key route_key integration_response_key`.split(
    /\s+/,
  );

describe('the name of a secret', () => {
  it.each(SECRET)('is known: %s', (name) => {
    expect(namesSecret(name)).toBe(true);
  });

  it.each(HARMLESS)('is not mistaken for that of a setting or reference: %s', (name) => {
    expect(namesSecret(name)).toBe(false);
  });

  it('is read in words, however they are joined', () => {
    expect(nameWords('DB_PASS')).toEqual(['db', 'pass']);
    expect(nameWords('dbPassURLValue')).toEqual(['db', 'pass', 'url', 'value']);
    expect(nameWords('x-api.key/v2')).toEqual(['x', 'api', 'key', 'v2']);
    expect(namesSecret('')).toBe(false);
    expect(namesSecret('_'.repeat(1_000_000))).toBe(false);
  });
});

describe('what stands beside or below a secret', () => {
  it('is told apart by its own name', () => {
    expect(namesSecretGroup('credentials')).toBe(true);
    expect(namesSecretGroup('auth')).toBe(false);
    expect(['username', 'secret_status', 'kms_key_id', 'valueFrom'].every(describesSecret)).toBe(true);
    expect(['smtp', 'DB', 'alice'].some(describesSecret)).toBe(false);
  });

  it('may look random when its name says hash, identifier or public key', () => {
    expect(
      ['source_code_hash', 'content_sha256', 'etag', 'CodeSha256', 'ssh_public_key', 'version_id'].every(
        namesOpaqueHarmless,
      ),
    ).toBe(true);
    expect(['value', 'user_data', 'private_key'].some(namesOpaqueHarmless)).toBe(false);
  });
});
