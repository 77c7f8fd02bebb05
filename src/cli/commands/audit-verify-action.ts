import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { z } from 'zod';
import { EMPTY_CHAIN, verifyChain, type ChainHead } from '#domain/audit/audit-chain.ts';
import type { AuditEntry } from '#domain/audit/audit-entry.ts';
import { auditPages } from '../audit-pages.ts';
import { showAuditVerdict, type AuditVerdict } from '../audit-verdict.ts';
import type { KedgeContext } from '../context.ts';
import { EXIT } from '../exit-code.ts';
import { withProject } from '../project.ts';
import type { ProjectFlags } from './shared-flags.ts';

export async function auditVerifyAction(
  context: KedgeContext,
  flags: ProjectFlags,
  file?: string,
): Promise<void> {
  if (file !== undefined) {
    const read = await entriesIn(resolve(context.cwd, file));
    if ('problem' in read) {
      context.process.stderr.write(`${read.problem}\n`);
      context.process.exitCode = EXIT.error;
      return;
    }
    return showAuditVerdict(context, flags.json, await verify([read.entries], null));
  }
  await withProject(context, { dir: flags.dir, command: 'kedge audit verify' }, async ({ memory }) =>
    showAuditVerdict(context, flags.json, await verify(auditPages(memory), await memory.auditHead())),
  );
}

/** @param end what the chain is known to end with; null: an export does not tell */
async function verify(
  pages: AsyncIterable<readonly AuditEntry[]> | Iterable<readonly AuditEntry[]>,
  end: ChainHead | null,
): Promise<AuditVerdict> {
  let head = EMPTY_CHAIN;
  let entries = 0;
  for await (const page of pages) {
    const check = verifyChain(page, undefined, head);
    if ('fault' in check) return { entries, head, fault: check.fault };
    ({ head } = check);
    entries += check.verified;
  }
  const whole = verifyChain([], end ?? head, head);
  return { entries, head, fault: 'fault' in whole ? whole.fault : null };
}

const Line = z.object({
  number: z.int(),
  previous: z.string(),
  hash: z.string(),
  at: z.string(),
  actor: z.string(),
  action: z.string(),
  subject: z.string(),
  details: z.record(z.string(), z.json()),
});

/** A line that cannot be read is a changed entry, and the line tells where. */
async function entriesIn(
  file: string,
): Promise<{ readonly entries: readonly AuditEntry[] } | { readonly problem: string }> {
  const text = await readFile(file, 'utf8').catch((error: unknown) =>
    error instanceof Error ? error : new Error(String(error)),
  );
  if (text instanceof Error) return { problem: `Cannot read ${file}: ${text.message}` };
  const entries: AuditEntry[] = [];
  for (const [index, line] of text.split('\n').entries()) {
    if (line.trim() === '') continue;
    const read = Line.safeParse(parsed(line));
    if (!read.success) {
      return {
        problem: `Line ${index + 1} of ${file} is no entry of an audit log: it was changed or cut off.`,
      };
    }
    entries.push(read.data);
  }
  return { entries };
}

function parsed(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return null;
  }
}
