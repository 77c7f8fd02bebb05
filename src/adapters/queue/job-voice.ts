import type { JobLine, JobProgress } from '#domain/fleet/job.ts';
import type { Clock } from '#ports/clock.ts';
import { addLines } from '#store/job-step-store.ts';
import { noteProgress, type Attempt } from '#store/job-store.ts';
import type { Database } from '#store/tables.ts';

const FLUSH_MS = 400;
const MOST_LINES = 2_000;
const MOST_CHARACTERS = 2_000;

/** What a job says while it runs, written down a few times a second. Nothing of it can fail the job. */
export class JobVoice {
  readonly #db: Database;
  readonly #of: Attempt;
  readonly #clock: Clock;
  readonly #timer: NodeJS.Timeout;
  #number: number;
  #lines: JobLine[] = [];
  #progress: JobProgress | null = null;
  #writing: Promise<void> = Promise.resolve();

  /** @param last the number of the last line of earlier attempts */
  constructor(db: Database, of: Attempt, clock: Clock, last: number) {
    this.#db = db;
    this.#of = of;
    this.#clock = clock;
    this.#number = last;
    this.#timer = setInterval(() => void this.flush(), FLUSH_MS);
  }

  log(text: string): void {
    if (this.#number >= MOST_LINES) return;
    this.#number += 1;
    const said = this.#number === MOST_LINES ? 'What it says further is not kept.' : text;
    this.#lines.push({
      number: this.#number,
      at: this.#clock.now().toISOString(),
      text: said.length > MOST_CHARACTERS ? `${said.slice(0, MOST_CHARACTERS)}…` : said,
    });
  }

  progress(progress: JobProgress): void {
    this.#progress = progress;
  }

  flush(): Promise<void> {
    this.#writing = this.#writing.then(() => this.#write()).catch(() => undefined);
    return this.#writing;
  }

  async close(): Promise<void> {
    clearInterval(this.#timer);
    await this.flush();
  }

  async #write(): Promise<void> {
    const lines = this.#lines;
    const progress = this.#progress;
    this.#lines = [];
    this.#progress = null;
    if (lines.length > 0) await addLines(this.#db, this.#of.job, lines);
    if (progress !== null) await noteProgress(this.#db, this.#of, progress);
  }
}
