import type { Attempt, Operation } from './attempt.ts';

export interface Wrong {
  readonly operation: Operation;
  readonly why: string;
  readonly where: string;
  readonly file: string;
  readonly attempt: Attempt;
  readonly after: string;
}

/** What became of the edits that were tried. */
export class Tally {
  files = 0;
  /** Files that `terraform fmt` leaves as they are. */
  formatted = 0;
  /** Plain values that the engine says it can set. */
  places = 0;
  readonly edits = new Map<Operation, { count: number; realigned: number }>();
  readonly refusals = new Map<string, string[]>();
  readonly wrongs: Wrong[] = [];
  /** Values that the engine lists and Terraform reads as something else. */
  readonly misreadings: string[] = [];
  /** Plain values that the engine does not list. */
  readonly missing: string[] = [];
  readonly unread = { byBoth: [] as string[], byUsAlone: [] as string[] };

  edited(operation: Operation, isRealigned: boolean): void {
    const before = this.edits.get(operation) ?? { count: 0, realigned: 0 };
    this.edits.set(operation, {
      count: before.count + 1,
      realigned: before.realigned + (isRealigned ? 1 : 0),
    });
  }

  refused(operation: Operation, reason: string, where: string): void {
    const key = `${operation}: ${reason}`;
    this.refusals.set(key, [...(this.refusals.get(key) ?? []), where]);
  }

  wrong(wrong: Wrong): void {
    this.wrongs.push(wrong);
  }

  misread(where: string): void {
    this.misreadings.push(where);
  }

  unlisted(where: string): void {
    this.missing.push(where);
  }

  unreadable(file: string, isReadByTerraform: boolean): void {
    (isReadByTerraform ? this.unread.byUsAlone : this.unread.byBoth).push(file);
  }
}
