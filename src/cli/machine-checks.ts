import { cpus, freemem } from 'node:os';
import { defaultConcurrency, type Kedge } from '#compose';
import { configProblemText } from '#platform/config-problem-text.ts';
import { loadConfig } from '#platform/config.ts';

export type CheckResult = 'ok' | 'note' | 'failed';

export interface Check {
  readonly name: string;
  readonly result: CheckResult;
  /** What was found, as a person reads it. Names of credentials, never their values. */
  readonly seen: string;
  readonly next: string | null;
}

export interface MachineUnderCheck {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly cwd: string;
  readonly cacheFolder: string;
  /** null when the cache refused, with its sentence in `cacheRefused`. */
  readonly kedge: Kedge | null;
  readonly cacheRefused: string | null;
}

export async function checkMachine(machine: MachineUnderCheck): Promise<readonly Check[]> {
  return [
    nodeCheck(),
    ...(await engineChecks(machine)),
    ...(await fastCheck(machine)),
    cacheCheck(machine),
    await configCheck(machine),
    ...credentialChecks(machine.env),
    mirrorCheck(machine.env),
    memoryCheck(),
  ];
}

const check = (name: string, result: CheckResult, seen: string, next: string | null = null): Check => ({
  name,
  result,
  seen,
  next,
});

function nodeCheck(): Check {
  const major = Number(process.versions.node.split('.')[0]);
  const next = 'Start Kedge with ./kedge, which brings its own Node.';
  return major >= 24 ? check('node', 'ok', process.version) : check('node', 'failed', process.version, next);
}

async function engineChecks({ kedge }: MachineUnderCheck): Promise<readonly Check[]> {
  if (kedge === null) return [];
  const terraform = await kedge.engine.find('terraform', null);
  const tofu = await kedge.engine.find('tofu', null);
  const none = !('found' in terraform) && !('found' in tofu);
  return [engineCheck('terraform', terraform, none), engineCheck('tofu', tofu, false)];
}

type Search = Awaited<ReturnType<Kedge['engine']['find']>>;

/** One engine is enough: the other one missing is a note. */
function engineCheck(name: string, search: Search, needed: boolean): Check {
  if ('found' in search) return check(name, 'ok', `${search.found.version} at ${search.found.binary}`);
  return check(name, needed ? 'failed' : 'note', 'not found', search.missing);
}

/** Never a failure: a scan without it gives the same answer later. */
async function fastCheck({ kedge }: MachineUnderCheck): Promise<readonly Check[]> {
  if (kedge === null) return [];
  const terraform = await kedge.engine.find('terraform', null);
  if (!('found' in terraform)) return [];
  const why = await kedge.fast.whyNot('terraform');
  const next = 'kedge fast verify PATH compares both ways.';
  return [
    why === null
      ? check('fast scans', 'ok', 'available', next)
      : check('fast scans', 'note', `not available: ${why}`, 'Scans run bare, with the same answer.'),
  ];
}

function cacheCheck({ kedge, cacheRefused, cacheFolder }: MachineUnderCheck): Check {
  return kedge === null
    ? check('private cache', 'failed', cacheFolder, cacheRefused)
    : check('private cache', 'ok', `${kedge.cache.root}, readable by you alone`);
}

async function configCheck({ cwd }: MachineUnderCheck): Promise<Check> {
  const loaded = await loadConfig(cwd);
  if ('problems' in loaded)
    return check('kedge.yaml', 'failed', loaded.problems.map(configProblemText).join('; '));
  if (loaded.file === null)
    return check('kedge.yaml', 'note', 'none here; defaults are used', 'kedge init writes one.');
  return check('kedge.yaml', 'ok', `${loaded.file}, ${loaded.config.stacks.length} stacks listed`);
}

const CREDENTIALS: readonly { readonly cloud: string; readonly names: readonly string[] }[] = [
  {
    cloud: 'AWS',
    names: [
      'AWS_ACCESS_KEY_ID',
      'AWS_PROFILE',
      'AWS_ROLE_ARN',
      'AWS_WEB_IDENTITY_TOKEN_FILE',
      'AWS_CONTAINER_CREDENTIALS_RELATIVE_URI',
    ],
  },
  { cloud: 'Google', names: ['GOOGLE_APPLICATION_CREDENTIALS', 'GOOGLE_CREDENTIALS', 'CLOUDSDK_CONFIG'] },
  { cloud: 'Azure', names: ['ARM_CLIENT_ID', 'ARM_USE_OIDC', 'ARM_USE_MSI', 'AZURE_CONFIG_DIR'] },
];

function credentialChecks(env: MachineUnderCheck['env']): readonly Check[] {
  const found = CREDENTIALS.flatMap(({ cloud, names }) => {
    const set = names.filter((name) => (env[name] ?? '') !== '');
    return set.length === 0 ? [] : [check(`${cloud} credentials`, 'ok', `${set.join(', ')} set`)];
  });
  if (found.length > 0) return found;
  const next =
    'Files such as ~/.aws are found by the providers themselves; a scan says `unauthorised` if nothing fits.';
  return [check('credentials', 'note', 'no cloud variable is set', next)];
}

function mirrorCheck(env: MachineUnderCheck['env']): Check {
  const folder = env['KEDGE_PROVIDER_MIRROR'];
  return folder === undefined || folder === ''
    ? check(
        'provider mirror',
        'ok',
        'not set; providers come from the stack, the shared cache or the registry',
      )
    : check('provider mirror', 'ok', folder);
}

function memoryCheck(): Check {
  const free = (freemem() / 2 ** 30).toFixed(1);
  const at = defaultConcurrency();
  const seen = `${cpus().length} cores, ${free} GiB free: ${at} ${at === 1 ? 'stack' : 'stacks'} at once`;
  return check('memory', freemem() < 1.3 * 2 ** 30 ? 'note' : 'ok', seen);
}
