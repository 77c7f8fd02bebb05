/** The tasks of the queue that carry out what was decided. */
export const FIX_TASKS: readonly string[] = ['plan-fix', 'apply-fix', 'adopt-fix'];
