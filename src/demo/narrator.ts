/** Where the story is told. */
export interface Stage {
  write(text: string): unknown;
  readonly isTTY?: boolean;
  readonly columns?: number;
}

/** What a step says about itself while it runs. */
export type Tell = (text: string) => void;

export type StepResult<T> =
  | { readonly done: T; readonly said?: string }
  /** A sentence for a person. */
  | { readonly problem: string };

/** Tells the demo one line a step, each with the seconds since the start at its beginning. */
export interface Narrator {
  /** On a terminal the line follows the step; elsewhere it is begun before the step and ended after it. */
  step<T>(
    doing: string,
    work: (tell: Tell) => Promise<StepResult<T>>,
    /** Why it takes long, for those who cannot see it go on. */
    patience?: string,
  ): Promise<StepResult<T>>;
  /** One line with the time at its beginning. */
  say(text: string): void;
  /** As it is. */
  plain(text: string): void;
}

const REDRAW_MS = 200;

export function createNarrator(stage: Stage, now: () => number): Narrator {
  const startedAt = now();
  const clock = (): string => `${((now() - startedAt) / 1000).toFixed(1).padStart(5)}s`;
  return {
    say: (text) => stage.write(`${clock()}  ${text}\n`),
    plain: (text) => stage.write(`${text}\n`),
    step: async (doing, work, patience) => {
      const head = `${clock()}  ${doing}`;
      const begun = now();
      const line =
        stage.isTTY === true
          ? liveLine(stage, head, () => now() - begun)
          : plainLine(stage, patience === undefined ? head : `${head} (${patience})`);
      try {
        const result = await work(line.tell);
        line.end('done' in result ? (result.said ?? '') : 'failed');
        return result;
      } catch (error) {
        line.end('failed');
        throw error;
      }
    },
  };
}

interface Line {
  readonly tell: Tell;
  end(said: string): void;
}

function plainLine(stage: Stage, head: string): Line {
  stage.write(head);
  return { tell: () => undefined, end: (said) => stage.write(said === '' ? '\n' : `: ${said}\n`) };
}

function liveLine(stage: Stage, head: string, elapsedMs: () => number): Line {
  let told = '';
  const draw = (): void => {
    const seconds = Math.floor(elapsedMs() / 1000);
    const text = `${head}${told === '' ? '' : `: ${told}`}${seconds > 0 ? ` (${seconds} s)` : ''}`;
    stage.write(`\r\u001b[2K${text.slice(0, Math.max(20, (stage.columns ?? 80) - 1))}`);
  };
  draw();
  const timer = setInterval(draw, REDRAW_MS);
  timer.unref();
  return {
    tell: (text) => {
      told = text;
    },
    end: (said) => {
      clearInterval(timer);
      stage.write(`\r\u001b[2K${head}${said === '' ? '' : `: ${said}`}\n`);
    },
  };
}
