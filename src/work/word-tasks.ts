import { HeardWord } from '#domain/change/heard-word.ts';
import { JOB_PRIORITY, type WorkQueue } from '#ports/work-queue.ts';
import { hearWord, type HearDependencies } from '#workflows/words/hear-word.ts';
import { defineTask, type Task } from './task.ts';

const HEAR = 'hear-word';

export const wordTasks = (deps: HearDependencies): readonly Task[] => [
  defineTask({
    name: HEAR,
    lane: 'light',
    data: HeardWord,
    run: async (word) => {
      const heard = await hearWord(word, deps);
      if (heard.kind === 'later') return heard;
      return { kind: 'done', result: { what: heard.what } };
    },
  }),
];

/** Has a word acted on soon. When it returns the word outlives a power cut. */
export async function keepWord(queue: Pick<WorkQueue, 'submit'>, word: HeardWord): Promise<void> {
  await queue.submit({
    task: HEAR,
    data: word,
    priority: JOB_PRIORITY.person,
    key: `word ${word.mark}`,
    once: `word ${word.mark}`,
    startAfter: null,
    requestedBy: 'a thread in Slack',
    source: word.source,
    stack: null,
  });
}
