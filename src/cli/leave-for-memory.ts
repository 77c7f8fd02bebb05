import type { Kedge } from '#compose';
import type { Report } from '#domain/drift/report.ts';
import { dataFolder } from '#platform/data-folder.ts';
import { inboxFolder, putScan } from '#platform/scan-inbox.ts';
import type { KedgeContext } from './context.ts';

/**
 * Leaves the report of a scan for memory, which the next command that opens it takes in: a scan shall not wait for a
 * database. With DATABASE_URL it is taken in at once, because the machine may be gone afterwards. A scan that cannot
 * be remembered is a scan all the same, so that what stands against it is a warning.
 */
export async function leaveForMemory(
  context: KedgeContext,
  { kedge, root, report }: { readonly kedge: Kedge; readonly root: string; readonly report: Report },
): Promise<void> {
  try {
    const inbox = inboxFolder(await dataFolder(context.env, context.cwd, root), kedge.cache, root);
    const at = report.scanned_at ?? kedge.clock.now().toISOString();
    await putScan(inbox, { id: kedge.newId(), at, root, report });
    if ((context.env['DATABASE_URL'] ?? '') === '') return;
    const { takeInboxOf } = await import('./project.ts');
    const problem = await takeInboxOf(context, { dir: root, command: 'kedge scan' });
    if (problem !== null) warn(context, problem);
  } catch (error) {
    warn(context, error instanceof Error ? error.message : String(error));
  }
}

function warn(context: KedgeContext, problem: string): void {
  context.process.stderr.write(`The scan could not be remembered: ${problem}\n`);
}
