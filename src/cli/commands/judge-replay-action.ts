import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { judgeRelease } from '#domain/release/judge-release.ts';
import { replayVerdict } from '#domain/release/stored/stored-verdict.ts';
import type { KedgeContext } from '../context.ts';
import { svgPicture } from '#domain/release/picture/svg-picture.ts';
import { verdictText } from '../judge/verdict-text.ts';
import { printText } from '../print.ts';
import { EXIT_OF_OUTCOME, fail, writePicture } from './judge-action.ts';
import type { ReplayFlags } from './judge.ts';

/** `kedge judge replay`: the stored verdict made again from its evidence. */
export async function judgeReplayAction(
  context: KedgeContext,
  flags: ReplayFlags,
  file: string,
): Promise<void> {
  let text: string;
  try {
    text = await readFile(resolve(context.cwd, file), 'utf8');
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown';
    return fail(
      context,
      `Cannot read the verdict ${file} (${code}). Give what \`kedge judge --json\` wrote.`,
    );
  }
  const replay = replayVerdict(text);
  if (!replay.same) return fail(context, `The verdict ${file} was not reproduced. ${replay.why}`);
  if (flags.svg !== undefined && !(await writePicture(context, flags.svg, svgPicture(replay.evidence))))
    return;
  printText(
    context,
    ({ color }) => `Reproduced byte for byte from its evidence.\n\n${verdictText(replay.evidence, color)}`,
  );
  context.process.exitCode = EXIT_OF_OUTCOME[judgeRelease(replay.evidence).outcome];
}
