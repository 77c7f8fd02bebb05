import { writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { compose } from '#compose';
import { findStacks, type StackSettings } from '#workflows/find-stacks.ts';
import type { KedgeContext } from '../context.ts';
import { EXIT } from '../exit-code.ts';
import { starterConfig } from '../starter-config.ts';
import type { InitFlags } from './init.ts';

/** Only folders are looked at here, so how a stack would run does not matter. */
const ANY_SETTINGS: StackSettings = {
  engine: 'terraform',
  binary: null,
  workspace: null,
  varFiles: [],
  backendConfig: [],
  lock: false,
  timeoutMs: 0,
  allowEnv: [],
  providerMirror: null,
  fast: 'off',
};

export async function initAction(context: KedgeContext, flags: InitFlags, path?: string): Promise<void> {
  const root = resolve(context.cwd, path ?? '.');
  const composed = await compose({ env: context.env, log: () => {} });
  if ('refused' in composed) return fail(context, composed.refused);
  const found = await findStacks(
    { paths: [root], root, exclude: [], listed: [], defaults: ANY_SETTINGS },
    composed.kedge.code,
  );
  const text = starterConfig(found);
  if (flags.print) {
    context.process.stdout.write(text);
    return;
  }
  const file = join(root, 'kedge.yaml');
  try {
    // `wx` refuses an existing file in the same step that would create it.
    await writeFile(file, text, { flag: 'wx' });
  } catch (error) {
    return fail(context, cannotWrite(file, error));
  }
  const count = `${found.stacks.length} ${found.stacks.length === 1 ? 'stack' : 'stacks'}`;
  context.process.stdout.write(
    `Wrote ${file} with ${count}.\nNext: kedge scan ${path ?? ''}`.trimEnd() + '\n',
  );
}

function cannotWrite(file: string, error: unknown): string {
  const code = error instanceof Error && 'code' in error ? error.code : null;
  if (code === 'EEXIST') {
    return `Cannot write ${file}: it is there already and is left as it is. See what it would hold with kedge init --print.`;
  }
  return `Cannot write ${file}: ${error instanceof Error ? error.message : String(error)}.`;
}

function fail(context: KedgeContext, problem: string): void {
  context.process.stderr.write(`${problem}\n`);
  context.process.exitCode = EXIT.error;
}
