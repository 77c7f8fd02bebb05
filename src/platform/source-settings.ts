import { compilePolicies } from '#domain/decision/decision-policy.ts';
import type { FleetSource } from '#domain/fleet/fleet-source.ts';
import type { Checkouts } from '#ports/checkout.ts';
import type { Clock } from '#ports/clock.ts';
import type { Fleet } from '#ports/fleet.ts';
import type { SettledSource, SourceSettings } from '#ports/source-settings.ts';
import { configProblemText } from './config-problem-text.ts';
import { loadConfig, type Config } from './config.ts';

interface Dependencies {
  readonly fleet: Pick<Fleet, 'findSource'>;
  readonly checkouts: Pick<Checkouts, 'at'>;
  readonly clock: Clock;
}

type Settled = Awaited<ReturnType<SourceSettings['of']>>;

/** What was read of a commit holds as long as the source stands there, which is looked at again after a moment. */
const REST_MS = 2_000;
/** A folder outside of Git may say something else any time. */
const FOLDER_MS = 5_000;
const WAIT_MS = 60_000;

export function createSourceSettings({ fleet, checkouts, clock }: Dependencies): SourceSettings {
  const known = new Map<
    string,
    { readonly key: string; readonly lookedMs: number; readonly untilMs: number; readonly settled: Settled }
  >();
  return {
    of: async (name) => {
      const nowMs = clock.now().getTime();
      const held = known.get(name);
      if (held !== undefined && held.untilMs > nowMs && held.lookedMs + REST_MS > nowMs) return held.settled;
      const found = await fleet.findSource(name);
      if (found === null) return { problem: `There is no source ${name}.` };
      const commit = found.synced?.commit ?? null;
      const key = JSON.stringify([found.source, commit]);
      if (held !== undefined && held.key === key && held.untilMs > nowMs) {
        known.set(name, { ...held, lookedMs: nowMs });
        return held.settled;
      }
      const settled = await readSettings(found, commit, checkouts);
      const lasts = commit !== null && !('problem' in settled);
      known.set(name, {
        key,
        settled,
        lookedMs: nowMs,
        untilMs: lasts ? Number.POSITIVE_INFINITY : nowMs + FOLDER_MS,
      });
      return settled;
    },
  };
}

async function readSettings(
  { source, synced }: FleetSource,
  commit: string | null,
  checkouts: Dependencies['checkouts'],
): Promise<Settled> {
  if (synced === null) return { problem: `The source ${source.name} was never read. Sync it first.` };
  const checkout = await checkouts.at(source, commit, AbortSignal.timeout(WAIT_MS));
  if ('problem' in checkout)
    return { problem: `The code of ${source.name} is not at hand: ${checkout.problem}` };
  try {
    const loaded = await loadConfig(checkout.root);
    if ('problems' in loaded) return { problem: loaded.problems.map(configProblemText).join('\n') };
    return settledOf(loaded.config);
  } finally {
    await checkout.release();
  }
}

function settledOf({ policies, defaults, stacks, decisions, flapping, objectives }: Config): SettledSource {
  return {
    policies: compilePolicies(policies).policies,
    stacks: new Map(
      stacks.map(({ name, path, owner, team, channel }) => [name ?? path, { owner: owner ?? team, channel }]),
    ),
    env: {
      stacks: new Map(stacks.map(({ name, path, env }) => [name ?? path, env])),
      others: defaults.env,
    },
    acceptAtMostMs: decisions.acceptAtMostMs,
    flapping: { flapWindowMs: flapping.windowMs, flapToggles: flapping.toggles },
    objectives: {
      limits: {
        age_p50: objectives.ageP50Ms,
        age_p95: objectives.ageP95Ms,
        time_to_decide_p95: objectives.timeToDecideP95Ms,
        time_to_verify_p95: objectives.timeToVerifyP95Ms,
        unknown_share: objectives.unknownShare,
        suppressed_share: objectives.suppressedShare,
      },
      windowMs: objectives.windowMs,
    },
  };
}
