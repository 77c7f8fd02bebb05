import type { UnknownReason } from '#domain/drift/stack-status.ts';

/** Which words of an error mean which reason. `example` is a real message and is what the tests feed. */
export interface FailurePattern {
  readonly reason: UnknownReason;
  readonly pattern: RegExp;
  readonly example: string;
}

/**
 * In order: a lock that could not be written for want of a permission is a missing permission, not a held lock.
 */
export const FAILURE_PATTERNS: readonly FailurePattern[] = [
  {
    reason: 'unauthorised',
    pattern: /is not authorized to perform/,
    example:
      'reading IAM Role (app): operation error IAM: GetRole, https response error StatusCode: 403, api error AccessDenied: User: arn:aws:iam::123456789012:user/ci is not authorized to perform: iam:GetRole on resource: role app',
  },
  {
    reason: 'unauthorised',
    pattern: /\b(?:AccessDenied(?:Exception)?|UnauthorizedOperation|AuthorizationError|AuthFailure)\b/,
    example:
      'reading EC2 Instance (i-1): operation error EC2: DescribeInstances, https response error StatusCode: 403, RequestID: 1, api error UnauthorizedOperation: You are not authorized to perform this operation.',
  },
  {
    reason: 'unauthorised',
    pattern:
      /\b(?:InvalidClientTokenId|InvalidAccessKeyId|UnrecognizedClientException|SignatureDoesNotMatch|ExpiredToken(?:Exception)?|RequestExpired)\b/,
    example:
      'validating provider credentials: retrieving caller identity from STS: operation error STS: GetCallerIdentity, https response error StatusCode: 403, api error InvalidClientTokenId: The security token included in the request is invalid.',
  },
  {
    reason: 'unauthorised',
    pattern:
      /no valid credential sources|failed to refresh cached credentials|could not find default credentials|No credentials loaded|unable to build authorizer|Please run 'az login'|AADSTS\d+/i,
    example:
      'No valid credential sources found\nPlease see https://registry.terraform.io/providers/hashicorp/aws',
  },
  {
    reason: 'unauthorised',
    pattern: /AuthorizationFailed|does not have authorization to perform action/,
    example:
      "retrieving Resource Group \"app\": unexpected status 403 (403 Forbidden) with error: AuthorizationFailed: The client 'x' does not have authorization to perform action 'Microsoft.Resources/subscriptions/resourcegroups/read' over scope '/subscriptions/1'",
  },
  {
    reason: 'unauthorised',
    pattern: /Required '[\w.]+' permission|Permission '[\w.]+' denied|does not have [\w.]+ access/,
    example:
      "Error when reading or editing Instance \"app\": googleapi: Error 403: Required 'compute.instances.get' permission for 'projects/p/zones/z/instances/app', forbidden",
  },
  {
    reason: 'unauthorised',
    pattern:
      /\b403:? \(?Forbidden\b|StatusCode: 40[13]\b|status code:? 40[13]\b|googleapi: Error 40[13]\b|\b401:? \(?Unauthorized\b/i,
    example:
      'Unable to list objects in S3 bucket "state" with prefix "env:/": operation error S3: ListObjectsV2, https response error StatusCode: 403, RequestID: 1, api error Forbidden: Forbidden',
  },
  {
    reason: 'locked',
    pattern:
      /(?:Error acquiring the state lock|Error locking state)[\s\S]*(?:Lock Info:|ConditionalCheckFailed|PreconditionFailed|already locked|temporarily unavailable)/,
    example:
      'Error acquiring the state lock\nError message: resource temporarily unavailable\nLock Info:\n  ID:        1f0d\n  Path:      terraform.tfstate\n  Operation: OperationTypeApply\n  Who:       ana@laptop\n  Version:   1.11.4\n  Created:   2026-01-02 03:04:05.6 +0000 UTC\n  Info:      ',
  },
  {
    reason: 'unsupported_backend',
    pattern: /Saving a generated plan is (?:currently )?not supported/,
    example:
      'Saving a generated plan is currently not supported\nThe "remote" backend does not support saving the generated execution plan locally at this time.',
  },
  {
    reason: 'unsupported_version',
    pattern: /Unsupported (?:Terraform|OpenTofu) Core version/,
    example:
      'Unsupported Terraform Core version\nThis configuration does not support Terraform version 1.11.4. To proceed, either choose another supported Terraform version or update this version constraint.',
  },
  {
    reason: 'unsupported_version',
    pattern:
      /state snapshot was created by (?:Terraform|OpenTofu) v\S+, which is newer than current|Unsupported state file format|managed by newer provider version/,
    example:
      'state snapshot was created by Terraform v1.99.0, which is newer than current v1.11.4; upgrade to Terraform v1.99.0 or greater to work with this state',
  },
  {
    reason: 'bad_config',
    pattern: /selected workspace "[^"]*" does not exist/,
    example: 'Currently selected workspace "blue" does not exist',
  },
];

/** How each provider names the permission it wanted, most exact first. */
export const MISSING_ACTIONS: readonly {
  readonly pattern: RegExp;
  readonly action: (match: RegExpExecArray) => string;
}[] = [
  { pattern: /is not authorized to perform: ([\w-]+:[\w*-]+)/, action: (match) => match[1] ?? '' },
  { pattern: /to perform action '([^']+)'/, action: (match) => match[1] ?? '' },
  { pattern: /Required '([\w.]+)' permission/, action: (match) => match[1] ?? '' },
  { pattern: /Permission '([\w.]+)' denied/, action: (match) => match[1] ?? '' },
  { pattern: /does not have ([\w.]+) access/, action: (match) => match[1] ?? '' },
  {
    // The call that AWS refused; the permission has the same name for all but a few S3 calls.
    pattern: /operation error ([A-Za-z0-9 ]+): (\w+), https response error StatusCode: 403/,
    action: (match) => `${(match[1] ?? '').replaceAll(' ', '').toLowerCase()}:${match[2] ?? ''}`,
  },
];
