import { visible } from '#domain/drift/text/visible-text.ts';
import type { Job } from '#http/schema/jobs.ts';
import { stackName } from '../drift/listed-stack.ts';
import { durationText, instantText } from '../drift/time-text.ts';
import type { Look } from '../print.ts';
import { ink, type Ink } from '../report/ansi.ts';
import { textTable } from './text-table.ts';

const PAINT: Readonly<Record<Job['state'], keyof Ink>> = {
  waiting: 'dim',
  running: 'blue',
  done: 'green',
  failed: 'red',
  cancelled: 'yellow',
};

export function jobTable(jobs: readonly Job[], now: Date, { color, width }: Look): string {
  if (jobs.length === 0) return 'No such work is known.\n';
  const paint = ink(color);
  return textTable(
    ['JOB', 'TASK', 'STATE', 'AGE', 'STACK', 'WHAT'],
    jobs.map((job) => [
      job.id,
      job.task,
      { text: job.state, paint: paint[PAINT[job.state]] },
      durationText(Math.max(0, now.getTime() - Date.parse(job.created_at))),
      placeOf(job),
      wordOf(job),
    ]),
    { paint, width },
  );
}

export function jobFacts(job: Job, { color }: Look): string {
  const paint = ink(color);
  const facts: readonly (readonly [string, string | null])[] = [
    ['stack', placeOf(job)],
    ['asked by', job.requested_by ?? 'a schedule or a webhook'],
    ['made', instantText(job.created_at)],
    ['begun', job.started_at === null ? null : `${instantText(job.started_at)}, attempt ${job.attempt}`],
    ['ended', job.ended_at === null ? null : instantText(job.ended_at)],
    ['what', wordOf(job)],
  ];
  const lines = facts.flatMap(([name, text]) =>
    text === null || text === '' ? [] : [`  ${name.padEnd(10)}${visible(text)}\n`],
  );
  const head = `${paint.bold(visible(job.task))}  ${paint[PAINT[job.state]](job.state)}  ${paint.dim(visible(job.id))}\n`;
  return `${head}${lines.join('')}\n`;
}

const placeOf = ({ source, stack }: Job): string =>
  source === null ? '' : stack === null ? source : stackName({ source, stack });

const wordOf = ({ outcome, progress }: Job): string => {
  if (outcome !== null) return outcome;
  if (progress === null) return '';
  return progress.done === null ? progress.text : `${progress.text} ${progress.done}/${progress.of ?? '?'}`;
};
