import { redactText } from '#domain/secret/redact-text.ts';
import type { EngineVersion } from '#ports/engine.ts';
import { refused, type ImportRequest, type Refused } from './import-request.ts';

/** null: nothing stands against it. */
export function idProblem(id: string): Refused | null {
  if (id.trim() === '' || /\p{Cc}/u.test(id)) {
    return refused(
      'bad_id',
      `${JSON.stringify(id)} cannot be an ID.`,
      'Give the ID that the provider imports by.',
    );
  }
  // Long random names are what IDs look like; only what is known for a secret's shape is refused.
  if (redactText(id, { opaque: false }) === id) return null;
  return refused(
    'secret',
    'The ID looks like a secret, and an import block is code that others read.',
    'Import it by hand with the import command of the engine.',
  );
}

/** null: the code makes this stack alone. */
export function sharedFolder({ target, sameFolder }: ImportRequest): Refused | null {
  if (sameFolder.length === 0) return null;
  return refused(
    'shared_code',
    `The code of ${target.id} also makes ${sameFolder.join(' and ')}: a block in it would stand for one object in each of them.`,
    'Write the block by hand with a count that only this stack turns on, or import with the import command of the engine.',
  );
}

/** null: the engine knows import blocks, which came with Terraform 1.5; OpenTofu has them from its first. */
export function versionProblem({ name, version }: EngineVersion): Refused | null {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  if (major > 1 || (major === 1 && minor >= 5)) return null;
  return refused(
    'too_old',
    `${name} ${version} knows no import blocks, and Kedge proves an import by one.`,
    'Use Terraform 1.5 or later, or OpenTofu 1.6 or later.',
  );
}
