import { Job, JobList, JobWhole, type JobEvent } from '#http/schema/jobs.ts';
import { visible } from '#domain/drift/text/visible-text.ts';
import type { JobFlags, JobListFlags } from '../commands/job.ts';
import type { ServerFlags } from '../commands/shared-flags.ts';
import type { KedgeContext } from '../context.ts';
import { EXIT } from '../exit-code.ts';
import { planText } from '../preview-text.ts';
import { printJson, printText } from '../print.ts';
import { followJob, whileFollowing } from './follow-job.ts';
import { jobFacts, jobTable } from './job-text.ts';
import { pathOf } from './kedge-server.ts';
import { listed } from './server-lists.ts';
import { shownPlan } from './server-plan.ts';
import { sourceAndStack } from './source-and-stack.ts';
import { withServer } from './with-server.ts';

export const jobListAction = (context: KedgeContext, flags: JobListFlags): Promise<void> =>
  withServer(context, flags, async (server) => {
    const query = { state: flags.state, ...(flags.stack === undefined ? {} : sourceAndStack(flags.stack)) };
    const page = await listed(server, '/jobs', JobList, query, { limit: flags.limit, after: null });
    if (flags.json) printJson(context, { total: page.total, jobs: page.items });
    else printText(context, (look) => jobTable(page.items, new Date(), look));
  });

export const jobShowAction = (context: KedgeContext, flags: JobFlags, id: string): Promise<void> =>
  withServer(context, flags, async (server) => {
    const job = await server.read(`/jobs${pathOf(id)}`, JobWhole);
    if (flags.json) return printJson(context, job);
    printText(context, (look) =>
      [
        jobFacts(job, look),
        ...job.lines.map(({ text }) => `  ${visible(text)}\n`),
        ...(job.preview === null ? [] : ['\n', planText(shownPlan(job.preview), look)]),
      ].join(''),
    );
  });

export const jobFollowAction = (context: KedgeContext, flags: ServerFlags, id: string): Promise<void> =>
  withServer(context, flags, async (server) => {
    const say = (event: JobEvent): void => {
      if (event.kind === 'line') context.process.stdout.write(`${visible(event.text)}\n`);
    };
    const job = await whileFollowing(
      server,
      () => [id],
      () => followJob(server, id, say),
    );
    context.process.stdout.write(`${job.state}: ${visible(job.outcome ?? 'without a word')}\n`);
    context.process.exitCode = job.state === 'done' ? EXIT.inSync : EXIT.drift;
  });

export const jobCancelAction = (context: KedgeContext, flags: ServerFlags, id: string): Promise<void> =>
  withServer(context, flags, async (server) => {
    const job = await server.write('DELETE', `/jobs${pathOf(id)}`, Job);
    const text = job.state === 'cancelled' ? 'is stopped' : 'is being stopped';
    context.process.stdout.write(`Job ${visible(job.id)} ${text}.\n`);
  });
