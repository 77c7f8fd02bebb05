import { JOB_PRIORITY, type JobPriority, type WorkQueue } from '#ports/work-queue.ts';

/** What names a change on the server. */
export interface ChangeName {
  readonly source: string;
  readonly change: string;
}

/** All work on one change has this key: none of it runs at the same time. */
export const changeKey = ({ source, change }: ChangeName): string => `change ${source}/${change}`;

type Submitted = Promise<{ readonly job: string; readonly existing: boolean }>;
type Queue = Pick<WorkQueue, 'submit'>;

interface Asked {
  readonly priority: JobPriority;
  readonly requestedBy: string;
}

/** Has a change go on now. One that waits for its next look or gate begins at once instead of being doubled. */
export const submitDrive = (name: ChangeName, asked: Asked, queue: Queue): Submitted =>
  queue.submit({
    task: 'drive-change',
    data: { ...name },
    ...asked,
    key: changeKey(name),
    once: driveOnce(name),
    startAfter: null,
    source: name.source,
    stack: null,
  });

export const driveOnce = (name: ChangeName): string => `drive ${changeKey(name)}`;

/** Reads again what a verdict rested on while it could still be corrected. */
export const submitSettle = (name: ChangeName, queue: Queue): Submitted =>
  queue.submit({
    task: 'settle-change',
    data: { ...name },
    priority: JOB_PRIORITY.schedule,
    requestedBy: 'schedule',
    key: changeKey(name),
    once: settleOnce(name),
    startAfter: null,
    source: name.source,
    stack: null,
  });

export const settleOnce = (name: ChangeName): string => `settle ${changeKey(name)}`;

/** Opens what a file declares, as it stood when the person saw it, and runs the checks. */
export const submitOpen = (
  { file, commit, ...name }: ChangeName & { readonly file: string; readonly commit: string | null },
  actor: string,
  queue: Queue,
): Submitted =>
  queue.submit({
    task: 'open-change',
    data: { ...name, file, commit, actor },
    priority: JOB_PRIORITY.person,
    requestedBy: actor,
    key: changeKey(name),
    once: `open ${changeKey(name)} ${commit ?? ''} ${actor}`,
    startAfter: null,
    source: name.source,
    stack: null,
  });

export const submitCheck = (name: ChangeName, actor: string, queue: Queue): Submitted =>
  queue.submit({
    task: 'check-change',
    data: { ...name, actor },
    priority: JOB_PRIORITY.person,
    requestedBy: actor,
    key: changeKey(name),
    once: `check ${changeKey(name)} ${actor}`,
    startAfter: null,
    source: name.source,
    stack: null,
  });
