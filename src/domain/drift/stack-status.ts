/** Unknown is never green: it is what Kedge says when it could not read everything. */
export const STACK_STATUSES = ['drifted', 'unknown', 'in_sync'] as const;

export type StackStatus = (typeof STACK_STATUSES)[number];

/** Why a stack is unknown. Each code has one sentence in {@link UNKNOWN_MEANING} and one next step. */
export const UNKNOWN_REASONS = [
  'init_failed',
  'plan_errored',
  'show_failed',
  'locked',
  'unauthorised',
  'timeout',
  'cancelled',
  'incomplete',
  'empty_state',
  'engine_missing',
  'unsupported_version',
  'unsupported_backend',
  'stale',
  'bad_plan',
  'bad_config',
  'internal',
] as const;

export type UnknownReason = (typeof UNKNOWN_REASONS)[number];

export const UNKNOWN_MEANING: Readonly<
  Record<UnknownReason, { readonly what: string; readonly next: string }>
> = {
  init_failed: {
    what: 'the working folder could not be initialised',
    next: 'Run the init by hand in the folder, or give the missing backend settings in kedge.yaml (backend_config).',
  },
  plan_errored: {
    what: 'the plan ended with an error',
    next: 'Run the plan by hand in the folder and fix what it says.',
  },
  show_failed: {
    what: 'the plan could not be read back',
    next: 'Run the scan again; if it stays, run it with --verbose and report it.',
  },
  locked: {
    what: 'somebody holds the state lock',
    next: 'Wait for the other run, or scan without the lock (lock: false).',
  },
  unauthorised: {
    what: 'the credentials may not read everything',
    next: 'Grant the missing read permission to the identity that scans.',
  },
  timeout: {
    what: 'the scan took longer than its limit',
    next: 'Raise timeout in kedge.yaml for this stack, or find out what is slow with --verbose.',
  },
  cancelled: {
    what: 'the scan was stopped before it was done',
    next: 'Run it again.',
  },
  incomplete: {
    what: 'the plan does not cover everything',
    next: 'Remove the targeting or the option named, so that the plan reads the whole stack.',
  },
  empty_state: {
    what: 'the state holds nothing although the code declares resources',
    next: 'Check the workspace and the backend: the code was never applied there, or the wrong state was read.',
  },
  engine_missing: {
    what: 'the engine was not found',
    next: 'Install it, or name its path in kedge.yaml (binary).',
  },
  unsupported_version: {
    what: 'this version cannot be read',
    next: 'Use a supported version of the engine.',
  },
  unsupported_backend: {
    what: 'the backend plans remotely and gives no plan file',
    next: 'Export a plan as JSON where it runs and scan it with --plan-file.',
  },
  stale: {
    what: 'what was read is too old to speak of today',
    next: 'Scan it again; of a plan file make a fresh one, or raise --max-age.',
  },
  bad_plan: {
    what: 'the plan file is not a plan Kedge can read',
    next: 'Make it with `terraform show -json PLANFILE > plan.json` and pass that file.',
  },
  bad_config: {
    what: 'the settings of this stack cannot be used',
    next: 'Correct kedge.yaml as the message says.',
  },
  internal: {
    what: 'Kedge met a case it does not handle',
    next: 'Please report it with the output of --verbose.',
  },
};
