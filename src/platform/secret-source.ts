import { readFile, realpath } from 'node:fs/promises';
import { join, sep } from 'node:path';
import { referenceText, type SecretReference } from '#domain/secret/secret-reference.ts';
import type { SecretSource } from '#ports/secret-source.ts';

const FOLDER_VARIABLE = 'KEDGE_SECRETS_DIR';
const DEFAULT_FOLDER = '/run/secrets';
const LONGEST = 10_000;

/** Secrets from the environment, and from files of one folder: `/run/secrets` unless KEDGE_SECRETS_DIR names another. */
export function secretSource(env: Readonly<NodeJS.ProcessEnv>): SecretSource {
  return async (reference, form = 'line') => {
    const read =
      'env' in reference ? (env[reference.env] ?? null) : await readSecretFile(reference.file, env);
    if (typeof read === 'object' && read !== null) return read;
    // Editors and `echo` leave a line end behind.
    const secret = read?.replace(/\r?\n$/, '') ?? '';
    if (secret === '') return { problem: nothingThere(reference) };
    if (secret.length > LONGEST || (form === 'line' ? /[\r\n\0]/ : /\0/).test(secret)) {
      return {
        problem: `${referenceText(reference)} does not hold one secret on one line. Put only the secret there.`,
      };
    }
    return { secret };
  };
}

const nothingThere = (reference: SecretReference): string =>
  'env' in reference
    ? `${referenceText(reference)} is not set for the server. Set it where the server is started, and start it again.`
    : `${referenceText(reference)} is empty. Put the secret there.`;

/** Links that lead out of the folder are not followed: the folder says what may be read. */
async function readSecretFile(
  file: string,
  env: Readonly<NodeJS.ProcessEnv>,
): Promise<string | { readonly problem: string }> {
  const folder = env[FOLDER_VARIABLE] ?? DEFAULT_FOLDER;
  try {
    const root = await realpath(folder);
    const place = await realpath(join(root, file));
    if (!place.startsWith(root + sep)) {
      return {
        problem: `the file ${file} does not lie in ${folder}. Put it there, or name another folder with ${FOLDER_VARIABLE}.`,
      };
    }
    return await readFile(place, 'utf8');
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? 'unknown';
    return {
      problem: `the file ${file} in ${folder} cannot be read (${code}). Put the secret there, readable by the server.`,
    };
  }
}
