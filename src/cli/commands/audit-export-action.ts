import { auditPages } from '../audit-pages.ts';
import type { KedgeContext } from '../context.ts';
import { withProject } from '../project.ts';

export async function auditExportAction(
  context: KedgeContext,
  flags: { readonly dir?: string },
): Promise<void> {
  await withProject(context, { dir: flags.dir, command: 'kedge audit export' }, async ({ memory }) => {
    for await (const entries of auditPages(memory)) {
      context.process.stdout.write(entries.map((entry) => `${JSON.stringify(entry)}\n`).join(''));
    }
  });
}
