import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { TOKEN_PREFIX } from '#domain/fleet/api-token.ts';

const TOKEN = new RegExp(`^${TOKEN_PREFIX}[\\w-]{8,500}$`);

/** Where a person makes a token. */
export const tokensPage = (url: string): string => `${url}/settings/tokens`;

/**
 * The token that the server knows us by: of the file that --token-file names, else of KEDGE_TOKEN. Never of the command
 * line, which everybody on the machine can read. The problem is a sentence without the token.
 */
export async function findToken(
  { env, cwd }: { readonly env: Readonly<Record<string, string | undefined>>; readonly cwd: string },
  file: string | undefined,
  url: string,
): Promise<{ readonly token: string } | { readonly problem: string }> {
  const from = file === undefined ? 'KEDGE_TOKEN' : file;
  const text = file === undefined ? (env['KEDGE_TOKEN'] ?? '') : await textOf(resolve(cwd, file));
  if (typeof text !== 'string') return text;
  const token = text.trim();
  if (token === '') {
    const what =
      file === undefined ? 'No token is given, and the server asks who you are.' : `${from} is empty.`;
    return {
      problem: `${what} Make one at ${tokensPage(url)}, and give it in KEDGE_TOKEN or with --token-file.`,
    };
  }
  if (!TOKEN.test(token)) {
    return {
      problem: `What ${from} holds is no token of Kedge: those begin with ${TOKEN_PREFIX} and stand on one line. It was sent nowhere. Make one at ${tokensPage(url)}.`,
    };
  }
  return { token };
}

async function textOf(path: string): Promise<string | { readonly problem: string }> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    return {
      problem: `Cannot read the token of ${path}: ${error instanceof Error ? error.message : String(error)}`,
    };
  }
}
