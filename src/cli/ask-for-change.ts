import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { stringify } from 'yaml';
import type { KedgeContext } from './context.ts';
import { EXIT } from './exit-code.ts';

interface Question {
  readonly key: string;
  readonly text: string;
  readonly otherwise: string;
}

const questions = (actor: string): readonly Question[] => [
  { key: 'id', text: 'Id (small letters, digits, -)', otherwise: '' },
  { key: 'title', text: 'What is changed, in a line', otherwise: '' },
  { key: 'owner', text: 'Owner, exactly one person', otherwise: actor },
  { key: 'channel', text: 'Channel, exactly one, such as #checkout', otherwise: '' },
  { key: 'service', text: 'Service that is changed', otherwise: '' },
  { key: 'stop', text: 'What stops it, over its metrics', otherwise: 'error_rate.now > 0.05' },
  { key: 'run', text: 'Program that rolls it out', otherwise: '' },
  { key: 'rollback', text: 'Program that takes it back', otherwise: '' },
  { key: 'verify', text: 'Program that ends with 0 when the version from before is there', otherwise: '' },
  {
    key: 'metrics',
    text: 'CSV file with p95_latency, error_rate and cost_per_request',
    otherwise: 'metrics.csv',
  },
];

/** Asks for what a small change needs and writes its declaration. Gates, checks and more are added to the file by hand. */
export async function askForChange(
  context: KedgeContext,
  root: string,
  actor: string,
): Promise<string | null> {
  const answers = new Map<string, string>();
  for (const { key, text, otherwise } of questions(actor)) {
    const answer = await context.ask?.(`${text}${otherwise === '' ? '' : ` [${otherwise}]`}: `);
    if (answer == null) return refuse(context, 'Nothing was opened: the answers ended.');
    answers.set(key, answer.trim() === '' ? otherwise : answer.trim());
  }
  const said = (key: string): string => answers.get(key) ?? '';
  if (!/^[a-z0-9][a-z0-9-]*$/.test(said('id')))
    return refuse(
      context,
      `\`${said('id')}\` cannot be the id of a change. Use small letters, digits and \`-\`.`,
    );
  const path = join(root, 'changes', `${said('id')}.yaml`);
  try {
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, stringify(declarationOf(said)), { flag: 'wx' });
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown';
    return refuse(
      context,
      `Cannot write ${path} (${code}). ${code === 'EEXIST' ? 'A change of that id is declared already.' : ''}`.trim(),
    );
  }
  context.process.stdout.write(`Written: changes/${said('id')}.yaml\n`);
  return path;
}

const declarationOf = (said: (key: string) => string): object => ({
  version: 1,
  title: said('title'),
  owner: said('owner'),
  channel: said('channel'),
  services: [said('service')],
  stop_when: [{ id: 'stop', when: said('stop') }],
  rollout: [{ name: 'everything', percent: 100, run: said('run').split(/\s+/) }],
  rollback: { run: said('rollback').split(/\s+/), verify: said('verify').split(/\s+/) },
  metrics: Object.fromEntries(
    ['p95_latency', 'error_rate', 'cost_per_request'].map((metric) => [
      metric,
      { from: { file: said('metrics'), metric } },
    ]),
  ),
});

function refuse(context: KedgeContext, sentence: string): null {
  context.process.stderr.write(`${sentence}\n`);
  context.process.exitCode = EXIT.error;
  return null;
}
