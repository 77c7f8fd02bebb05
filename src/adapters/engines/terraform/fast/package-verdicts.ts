import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { SealedFolder } from './sealed-folder.ts';
import type { VerifiedPackage } from './verified-package.ts';

/** What audits said of a provider package under one version of the engine. */
const Verdict = z.object({ verdict: z.enum(['same', 'differs', 'unfit']), why: z.string() });
type Verdict = z.infer<typeof Verdict>;

export interface PackageVerdicts {
  /** Why the fast way is off for one of the packages, or null. */
  whyOff(): Promise<string | null>;
  /** False until each of the packages was in an audit that found no difference. */
  areAudited(): Promise<boolean>;
  record(verdict: Verdict['verdict'], why: string): Promise<void>;
}

export function packageVerdicts(
  folder: SealedFolder,
  engineVersion: string,
  packages: readonly VerifiedPackage[],
): PackageVerdicts {
  const entries = packages.map(({ hash }) =>
    createHash('sha256').update(`${engineVersion}\n${hash}`).digest('hex'),
  );
  const all = (): Promise<readonly (Verdict | null)[]> =>
    Promise.all(entries.map(async (entry) => readVerdict(await folder.read(entry))));
  return {
    whyOff: async () => (await all()).find((each) => each !== null && each.verdict !== 'same')?.why ?? null,
    areAudited: async () => (await all()).every((each) => each?.verdict === 'same'),
    record: async (verdict, why) => {
      const content = Buffer.from(JSON.stringify({ verdict, why } satisfies Verdict));
      await Promise.all(entries.map((entry) => folder.write(entry, content)));
    },
  };
}

function readVerdict(content: Buffer | null): Verdict | null {
  try {
    return content === null ? null : Verdict.parse(JSON.parse(content.toString('utf8')));
  } catch {
    return null;
  }
}
