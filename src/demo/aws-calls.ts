/** Plain calls of the AWS API, as the console makes them: neither Terraform nor its state hears of them. */
export interface AwsCalls {
  /** Services that take a form: CloudWatch, EC2, IAM, SNS. */
  query(
    service: keyof typeof QUERY_VERSIONS,
    action: string,
    parameters: Readonly<Record<string, string>>,
  ): Promise<CallResult>;
  /** Services that take JSON: DynamoDB. */
  json(service: keyof typeof JSON_TARGETS, action: string, body: object): Promise<CallResult>;
}

/** `problem` is a sentence. */
export type CallResult = { readonly answer: string } | { readonly problem: string };

const QUERY_VERSIONS = {
  monitoring: '2010-08-01',
  ec2: '2016-11-15',
  iam: '2010-05-08',
  sns: '2010-03-31',
} as const;
const JSON_TARGETS = { dynamodb: 'DynamoDB_20120810' } as const;
const LIMIT_MS = 30_000;

/** For an emulator only: it reads service and region from the signature's scope and does not check the signature. */
export function createAwsCalls(endpoint: string, region: string, signal: AbortSignal): AwsCalls {
  const post = async (
    service: string,
    action: string,
    headers: Readonly<Record<string, string>>,
    body: string,
  ): Promise<CallResult> => {
    try {
      const answer = await fetch(endpoint, {
        method: 'POST',
        headers: { ...headers, Authorization: credential(service, region) },
        body,
        signal: AbortSignal.any([signal, AbortSignal.timeout(LIMIT_MS)]),
      });
      const text = await answer.text();
      if (answer.ok) return { answer: text };
      return { problem: `${action} was answered with ${answer.status}: ${text.trim().slice(0, 300)}` };
    } catch (error) {
      return {
        problem: `${action} got no answer: ${error instanceof Error ? error.message : String(error)}.`,
      };
    }
  };
  return {
    query: (service, action, parameters) => {
      const form = new URLSearchParams({
        Action: action,
        Version: QUERY_VERSIONS[service],
        ...parameters,
      });
      return post(service, action, { 'Content-Type': 'application/x-www-form-urlencoded' }, form.toString());
    },
    json: (service, action, body) =>
      post(
        service,
        action,
        {
          'Content-Type': 'application/x-amz-json-1.0',
          'X-Amz-Target': `${JSON_TARGETS[service]}.${action}`,
        },
        JSON.stringify(body),
      ),
  };
}

const credential = (service: string, region: string): string =>
  `AWS4-HMAC-SHA256 Credential=demo/20260101/${region}/${service}/aws4_request, SignedHeaders=host, Signature=0`;
