import { z } from 'zod';
import type { EngineFailure } from '#ports/remedy-engine.ts';
import { failureOf } from '../failure-reason.ts';
import type { StackContext } from '../stack-context.ts';
import { prepareWorkingFolder } from '../working-folder.ts';

const Answer = z.object({
  valid: z.boolean(),
  diagnostics: z.array(
    z.object({
      severity: z.string(),
      summary: z.string(),
      detail: z.string().optional(),
      range: z.object({ filename: z.string(), start: z.object({ line: z.int() }) }).optional(),
    }),
  ),
});

/** Init and `validate`; the problems as sentences, none: valid. */
export async function validateStack(
  context: StackContext,
): Promise<{ readonly problems: readonly string[] } | EngineFailure> {
  const prepared = await prepareWorkingFolder(context, false);
  if ('failure' in prepared) {
    return { failed: prepared.failure.reason, detail: prepared.failure.detail };
  }
  const result = await context.process.run(['validate', '-json', '-no-color'], {
    cwd: prepared.value.cwd,
    extraEnv: { TF_CLI_ARGS: '', TF_CLI_ARGS_validate: '' },
  });
  const answer = result.aborted || result.timedOut ? null : readAnswer(result.stdout.toString('utf8'));
  if (answer === null) {
    const { reason, detail } = failureOf('validate', result, []);
    return { failed: reason, detail };
  }
  const errors = answer.diagnostics.filter(({ severity }) => severity === 'error').map(problem);
  return {
    problems: answer.valid || errors.length > 0 ? errors : ['It is not valid; the engine says no more.'],
  };
}

function problem({ summary, detail = '', range }: z.infer<typeof Answer>['diagnostics'][number]): string {
  const place = range === undefined ? '' : `${range.filename}:${range.start.line}: `;
  return `${place}${summary}${detail === '' ? '' : `: ${detail}`}`;
}

function readAnswer(text: string): z.infer<typeof Answer> | null {
  try {
    return Answer.safeParse(JSON.parse(text)).data ?? null;
  } catch {
    return null;
  }
}
