import type { SerializedError } from 'vitest';
import type { Reporter, TestCase, TestModule, TestSuite, Vitest } from 'vitest/node';
import { realParts } from './real-parts.ts';
import { objection, reasonOf, requiredParts, type Skip } from './skip-rules.ts';

/**
 * Ends every run with what was skipped and why, and with `N passed, N failed, N skipped` on a line of its own, which
 * CI reads. Fails the run when a test was skipped for want of something that is there.
 */
export default class SkipReporter implements Reporter {
  #print: (text: string) => void = (text) => process.stdout.write(`${text}\n`);

  onInit(vitest: Vitest): void {
    this.#print = (text) => vitest.logger.log(text);
  }

  async onTestRunEnd(
    modules: readonly TestModule[],
    unhandled: readonly SerializedError[],
    reason: 'passed' | 'interrupted' | 'failed',
  ): Promise<void> {
    const tests = modules.flatMap((module) => [...module.children.allTests()]);
    const count = (state: string): number => tests.filter((test) => test.result().state === state).length;
    const skipped = tests.filter((test) => test.result().state === 'skipped');
    // A test that never ended, a file that could not be loaded, a hook that failed: none of them may read as green.
    const broken = modules.reduce((sum, module) => sum + brokenIn(module), 0) + unhandled.length;
    const unfinished = count('pending');
    for (const line of skipLines(skipped)) this.#print(line);
    for (const line of secondAttemptLines(tests)) this.#print(line);
    const objections = await objectionsTo(skipped);
    for (const line of objections) this.#print(line);
    const failed = count('failed') + broken + unfinished + objections.length;
    const none = tests.length === 0 && failed === 0 ? 1 : 0;
    if (none > 0) this.#print('No test ran.');
    if (failed + none > 0 || reason !== 'passed') process.exitCode = 1;
    this.#print('');
    this.#print(`${count('passed')} passed, ${failed + none} failed, ${skipped.length} skipped`);
  }
}

function brokenIn(module: TestModule): number {
  const suites = [...module.children.allSuites()].filter((suite) => suite.errors().length > 0);
  return suites.length + (module.errors().length > 0 ? 1 : 0);
}

/** One line for all tests with one reason, with how many they are. */
function skipLines(skipped: readonly TestCase[]): readonly string[] {
  if (skipped.length === 0) return [];
  const counts = new Map<string, number>();
  for (const test of skipped) {
    const place = heading(test);
    counts.set(place, (counts.get(place) ?? 0) + 1);
  }
  const rows = [...counts].map(([place, count]) => `  ${String(count).padStart(4)}  ${place}`);
  return ['', `Skipped, with the reason in brackets (${skipped.length}):`, ...rows];
}

/** What failed at first and passed when it was tried again: no reason to stop, and none to forget it. */
function secondAttemptLines(tests: readonly TestCase[]): readonly string[] {
  const flaky = tests.filter((test) => test.diagnostic()?.flaky === true);
  if (flaky.length === 0) return [];
  const rows = flaky.map((test) => `  ${test.fullName}  ${test.module.relativeModuleId}`);
  return ['', `Passed only at the second attempt (${flaky.length}):`, ...rows];
}

/** The name that holds the reason, or all names where none does. */
function heading(test: TestCase): string {
  const skip = skipOf(test);
  const where = test.module.relativeModuleId;
  if (isInFailedSuite(test)) return `${skip.titles.join(' > ')} (its suite failed)  ${where}`;
  const reason = reasonOf(skip);
  if (reason === null) return `${skip.titles.join(' > ')} (no reason given)  ${where}`;
  const title = skip.titles.findLast((each) => each.endsWith(`(${reason})`));
  return title === undefined ? `${skip.titles.join(' > ')} (${reason})  ${where}` : `${title}  ${where}`;
}

async function objectionsTo(skipped: readonly TestCase[]): Promise<readonly string[]> {
  if (skipped.length === 0) return [];
  const required = requiredParts(process.env, await realParts());
  const lines = skipped
    // What a failed hook left out is counted there.
    .filter((test) => !isInFailedSuite(test))
    .flatMap((test) => {
      const why = objection(skipOf(test), required);
      return why === null ? [] : [`May not be skipped, because ${why}: ${heading(test)}`];
    });
  return [...new Set(lines)];
}

const isInFailedSuite = (test: TestCase): boolean =>
  ancestors(test).some((suite) => suite.errors().length > 0);

const skipOf = (test: TestCase): Skip => {
  const result = test.result();
  return {
    titles: [
      ...ancestors(test)
        .map((suite) => suite.name)
        .toReversed(),
      test.name,
    ],
    note: result.state === 'skipped' ? (result.note ?? null) : null,
  };
};

/** Innermost first. */
function ancestors(test: TestCase): readonly TestSuite[] {
  const suites: TestSuite[] = [];
  for (let parent = test.parent; parent.type === 'suite'; parent = parent.parent) suites.push(parent);
  return suites;
}
