import type { AuditEntry } from '#domain/audit/audit-entry.ts';
import type { KedgeRun } from '#test/run-kedge.ts';
import type { Flow } from '../remedy-flow/flow-fixture.ts';
import { expectKedge } from '../remedy-flow/flow-steps.ts';

/** What `kedge import --json` tells, as far as tests ask. */
export interface ToldImport {
  readonly result: string;
  readonly branch: string;
  readonly commit: string;
  readonly patch: string;
  readonly files: readonly string[];
  readonly withheld: readonly string[];
  readonly pushed_to: string | null;
  readonly refusals?: readonly ToldRefusal[];
}

export interface ToldRefusal {
  readonly code: string;
  readonly sentence: string;
  readonly next: string | null;
}

export const importJson = ({ stdout }: KedgeRun): ToldImport => JSON.parse(stdout) as ToldImport;

/** `kedge import ARGS`, which must end in a branch. */
export async function proposedImport(flow: Flow, args: readonly string[]): Promise<ToldImport> {
  return importJson(await expectKedge(flow, 0, ['import', ...args, '--json']));
}

/** `kedge import ARGS`, which must be refused for one reason. */
export async function refusal(flow: Flow, args: readonly string[]): Promise<ToldRefusal> {
  const { refusals = [] } = importJson(await expectKedge(flow, 4, ['import', ...args, '--json', '-q']));
  const [one] = refusals;
  if (one === undefined || refusals.length > 1) throw new Error(`${refusals.length} refusals`);
  return one;
}

/** The entries of the audit log about one act. */
export async function auditOf(flow: Flow, action: string): Promise<readonly AuditEntry[]> {
  const { stdout } = await expectKedge(flow, 0, ['audit', 'export']);
  return stdout
    .split('\n')
    .filter((line) => line.startsWith('{'))
    .map((line) => JSON.parse(line) as AuditEntry)
    .filter((entry) => entry.action === action);
}
