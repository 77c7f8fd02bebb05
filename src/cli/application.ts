import { buildApplication, buildRouteMap, text_en, type Application } from '@stricli/core';
import { approveCommand } from './commands/approve.ts';
import { auditRoutes } from './commands/audit.ts';
import { changeRoutes } from './commands/change.ts';
import { decideCommand } from './commands/decide.ts';
import { demoCommand } from './commands/demo.ts';
import { doctorCommand } from './commands/doctor.ts';
import { driftRoutes } from './commands/drift.ts';
import { explainCommand } from './commands/explain.ts';
import { fastRoutes } from './commands/fast.ts';
import { fixCommand } from './commands/fix.ts';
import { importCommand } from './commands/import.ts';
import { initCommand } from './commands/init.ts';
import { jobRoutes } from './commands/job.ts';
import { judgeRoutes } from './commands/judge.ts';
import { reportCommand } from './commands/report.ts';
import { rulesCommand } from './commands/rules.ts';
import { scanCommand } from './commands/scan.ts';
import { schemaCommand } from './commands/schema.ts';
import { serveCommand } from './commands/serve.ts';
import { sourceRoutes } from './commands/source.ts';
import { workerCommand } from './commands/worker.ts';
import type { KedgeContext } from './context.ts';
import { EXIT } from './exit-code.ts';

type Routes =
  | 'demo'
  | 'scan'
  | 'explain'
  | 'drift'
  | 'decide'
  | 'approve'
  | 'fix'
  | 'import'
  | 'audit'
  | 'change'
  | 'report'
  | 'judge'
  | 'serve'
  | 'worker'
  | 'source'
  | 'job'
  | 'fast'
  | 'rules'
  | 'init'
  | 'doctor'
  | 'schema';

export function kedgeApplication(version: string): Application<KedgeContext> {
  const routes = buildRouteMap<Routes, KedgeContext>({
    routes: {
      demo: demoCommand,
      scan: scanCommand,
      explain: explainCommand,
      drift: driftRoutes,
      decide: decideCommand,
      approve: approveCommand,
      fix: fixCommand,
      import: importCommand,
      audit: auditRoutes,
      report: reportCommand,
      change: changeRoutes,
      judge: judgeRoutes,
      serve: serveCommand,
      worker: workerCommand,
      source: sourceRoutes,
      job: jobRoutes,
      fast: fastRoutes,
      rules: rulesCommand,
      init: initCommand,
      doctor: doctorCommand,
      schema: schemaCommand,
    },
    docs: {
      brief: 'Infrastructure drift: found, decided, settled and proven',
      fullDescription: [
        'Kedge finds where reality, state and code differ, over Terraform and OpenTofu.',
        '',
        'First steps:',
        '  kedge demo             see it work on a small platform of its own',
        '  kedge scan             scan the stacks below this folder',
        '  kedge explain ID       the three sides of one difference',
        '  kedge drift            what is open, how old it is, who decided what',
        '  kedge decide ID        revert, adopt, accept until a day, or ignore',
        '  kedge fix ID           carry it out, and prove it by a fresh read',
        '  kedge serve            all of it on one page, by schedule, for a team',
        '',
        'With --server URL, or KEDGE_SERVER, commands ask a server in place of this machine (docs/cli-server.md).',
      ].join('\n'),
    },
  });
  return buildApplication(routes, {
    name: 'kedge',
    versionInfo: { currentVersion: version },
    scanner: { caseStyle: 'allow-kebab-for-camel' },
    documentation: { caseStyle: 'convert-camel-to-kebab', useAliasInUsageLine: false },
    determineExitCode: () => EXIT.error,
    localization: {
      text: {
        ...text_en,
        // A failure of Kedge's own: the message is for the person, the stack is for a report with KEDGE_DEBUG=1.
        exceptionWhileRunningCommand: (error) => internalError(error),
        exceptionWhileParsingArguments: (error, color) =>
          text_en.exceptionWhileParsingArguments(error, color),
      },
    },
  });
}

function internalError(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  const stack = process.env['KEDGE_DEBUG'] && error instanceof Error ? `\n${error.stack}` : '';
  return `Kedge failed in a way it should not: ${message}\nRun it again with KEDGE_DEBUG=1 and report what it prints.${stack}`;
}
