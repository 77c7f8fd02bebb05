import type { SourceFault } from '#ports/metric-source.ts';

/** What is asked of a metric source over HTTP. */
export interface HttpQuestion {
  readonly url: URL;
  readonly method: 'GET' | 'POST';
  /** With credentials; never in a message. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | null;
  /** For messages, such as "Prometheus prod". */
  readonly source: string;
}

export interface HttpAnswer {
  readonly status: number;
  readonly text: string;
}

const PATIENCE_MS = 30_000;
/** Ten thousand points of one series are half a megabyte. */
const LARGEST_BYTES = 64 * 2 ** 20;

/** Asks once. What did not answer, or not in full, is an outage; what the answer means is the caller's to say. */
export async function askHttp(
  question: HttpQuestion,
  signal: AbortSignal,
): Promise<HttpAnswer | SourceFault> {
  const { url, method, headers, body, source } = question;
  try {
    const response = await fetch(url, {
      method,
      headers: { accept: 'application/json', ...headers },
      body,
      // A redirect would carry the question, and its credentials, to somebody nobody named.
      redirect: 'error',
      signal: AbortSignal.any([signal, AbortSignal.timeout(PATIENCE_MS)]),
    });
    const text = await boundedText(response);
    if (text === null) {
      return {
        fault: 'refused',
        detail: `${source} answered with more than ${LARGEST_BYTES} bytes. Ask for less: aggregate more, or use longer steps.`,
      };
    }
    if (response.status === 429 || response.status >= 500) {
      return {
        fault: 'outage',
        detail: `${source} answered with status ${response.status}${said(text)}.`,
        retryAfterMs: retryAfterMs(response.headers.get('retry-after')),
      };
    }
    if (response.status === 401 || response.status === 403) {
      return {
        fault: 'refused',
        detail: `${source} does not let Kedge in (status ${response.status}). Check the credentials that kedge.yaml refers to.`,
      };
    }
    return { status: response.status, text };
  } catch (error) {
    return { fault: 'outage', detail: `${source} did not answer: ${reasonOf(error)}.`, retryAfterMs: null };
  }
}

async function boundedText(response: Response): Promise<string | null> {
  if (response.body === null) return '';
  const decoder = new TextDecoder();
  let bytes = 0;
  let text = '';
  for await (const chunk of response.body) {
    bytes += chunk.byteLength;
    if (bytes > LARGEST_BYTES) return null;
    text += decoder.decode(chunk, { stream: true });
  }
  return text + decoder.decode();
}

/** The cause that fetch wraps: `ECONNREFUSED`, a certificate, a time-out. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if (error.name === 'TimeoutError') return `no answer within ${PATIENCE_MS / 1000} s`;
  const { cause } = error;
  if (cause instanceof Error) return 'code' in cause ? String(cause.code) : cause.message;
  return error.message;
}

/** The first words of an error page, on one line. */
export function said(text: string): string {
  const words = text
    .replaceAll(/<[^>]*>/g, ' ')
    .replaceAll(/\s+/g, ' ')
    .trim()
    .slice(0, 160);
  return words === '' ? '' : `: ${words}`;
}

function retryAfterMs(header: string | null): number | null {
  const seconds = Number(header ?? Number.NaN);
  return Number.isFinite(seconds) && seconds >= 0 ? seconds * 1000 : null;
}
