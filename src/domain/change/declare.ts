import { parseIdentity } from '../decision/identity.ts';
import { BLOCK_LENGTHS_MS } from '../release/before-after/scheme.ts';
import { planProblem } from '../release/metric-plan.ts';
import { ALWAYS_WATCHED, LEAST_WATCH_MS, type Declaration, type DeclaredMetric } from './declaration.ts';
import { compileMetricCondition } from './metric-condition.ts';

/** A declaration as somebody wrote it: it may name nobody, or two. */
export type Draft = Omit<Declaration, 'owner' | 'channel'> & {
  readonly owners: readonly string[];
  readonly channels: readonly string[];
};

/** What stands against it and where: a path into the declaration, for the place in a file. */
export interface DeclarationFault {
  readonly path: readonly (string | number)[];
  /** A sentence. */
  readonly sentence: string;
}

export type Declared =
  | { readonly declaration: Declaration }
  | { readonly faults: readonly DeclarationFault[] };

/** The only way to a declaration. What two own, nobody does; what nothing stops, runs on. */
export function declare({ owners, channels, ...rest }: Draft): Declared {
  const [owner = ''] = owners;
  const [channel = ''] = channels;
  const faults = [
    ...ownerFaults(owners),
    ...channelFaults(channels),
    ...stopFaults(rest),
    ...concernFaults(rest),
    ...metricFaults(rest),
    ...conditionFaults(rest),
    ...rolloutFaults(rest),
    ...rollbackFaults(rest),
    ...watchFaults(rest),
  ];
  return faults.length > 0 ? { faults } : { declaration: { ...rest, owner, channel } };
}

type Rest = Omit<Draft, 'owners' | 'channels'>;
type Faults = readonly DeclarationFault[];

/** Two names in one text are two owners, however they are joined. */
const JOINED = /[,;&|+]|\s(?:and|or|und|oder)\s|\//i;

function ownerFaults(owners: readonly string[]): Faults {
  const path = ['owner'];
  if (owners.length !== 1)
    return [
      {
        path,
        sentence: `A change has exactly one owner, and this has ${countOf(owners)}. Name the one person who answers for it.`,
      },
    ];
  const [owner = ''] = owners;
  if (JOINED.test(owner))
    return [
      {
        path,
        sentence: `A change has exactly one owner, and \`${owner}\` names more than one. Name the one person who answers for it.`,
      },
    ];
  const read = parseIdentity(owner);
  return 'problem' in read ? [{ path, sentence: `The owner of a change is a person. ${read.problem}` }] : [];
}

function channelFaults(channels: readonly string[]): Faults {
  const path = ['channel'];
  if (channels.length !== 1)
    return [
      {
        path,
        sentence: `A change has exactly one channel, and this has ${countOf(channels)}. Decisions about it are made in one place.`,
      },
    ];
  const [channel = ''] = channels;
  if (channel.trim() === '' || /[\s,;]/.test(channel.trim()))
    return [
      {
        path,
        sentence: `A change has exactly one channel, and \`${channel}\` is not the name of one. Write it like \`#checkout\`.`,
      },
    ];
  return [];
}

const countOf = (items: readonly string[]): string =>
  items.length === 0 ? 'none' : `${items.length} (${items.join(', ')})`;

function stopFaults({ stopConditions }: Rest): Faults {
  const path = ['stop_when'];
  if (stopConditions.length === 0)
    return [
      {
        path,
        sentence:
          'A change needs at least one stop condition that a machine checks, such as `when: error_rate.now > 0.05`. Without one nothing ends it when nobody looks.',
      },
    ];
  return twice(stopConditions.map(({ id }) => id)).map((id) => ({
    path,
    sentence: `Two stop conditions are called \`${id}\`. Give each an id of its own.`,
  }));
}

function concernFaults({ stacks, services, controlServices }: Rest): Faults {
  const both = services.filter((service) => controlServices.includes(service));
  return [
    ...(stacks.length + services.length === 0
      ? [
          {
            path: [],
            sentence:
              'A change concerns at least one stack or service, so that no second one runs beside it. Name them under `stacks` or `services`.',
          },
        ]
      : []),
    ...both.map((service) => ({
      path: ['control_services'],
      sentence: `The service \`${service}\` cannot be both changed and the control.`,
    })),
  ];
}

function metricFaults({ metrics }: Rest): Faults {
  const names = metrics.map(({ name }) => name);
  const missing = ALWAYS_WATCHED.filter((name) => !names.includes(name));
  return [
    ...missing.map((name) => ({
      path: ['metrics'],
      sentence: `The metric \`${name}\` is not declared. p95 latency, error rate and cost per request are watched in every change.`,
    })),
    ...twice(names).map((name) => ({
      path: ['metrics'],
      sentence: `The metric \`${name}\` is declared twice.`,
    })),
    ...metrics.flatMap((metric) => {
      const problem = metricProblem(metric);
      return problem === null ? [] : [{ path: ['metrics', metric.name], sentence: problem }];
    }),
  ];
}

function metricProblem(metric: DeclaredMetric): string | null {
  if (!/^[a-z][a-z0-9_]*$/.test(metric.name))
    return `\`${metric.name}\` cannot be used as the name of a metric: conditions name it. Use small letters, digits and \`_\`.`;
  if (metric.baseline === 'control' && metric.control === null)
    return `The metric \`${metric.name}\` is held against a control and says not where to read it. Add \`control:\`.`;
  if (metric.baseline !== 'control' && metric.control !== null)
    return `The metric \`${metric.name}\` has a control and is not held against it. Say \`baseline: control\`, or leave the control out.`;
  if (metric.baseline === 'peers' && metric.peers.length === 0)
    return `The metric \`${metric.name}\` is held against peers and names none. Add \`peers:\`.`;
  return planProblem(metric);
}

function conditionFaults({ metrics, stopConditions, hardLimits, rollout }: Rest): Faults {
  const names = metrics.map(({ name }) => name);
  const all: readonly (readonly [DeclarationFault['path'], string])[] = [
    ...stopConditions.flatMap((each, i) =>
      each.kind === 'metrics' ? [[['stop_when', i, 'when'], each.when] as const] : [],
    ),
    ...hardLimits.map((text, i) => [['hard_limits', i], text] as const),
    ...rollout.flatMap(({ gate }, i) =>
      gate.conditions.map((text, j) => [['rollout', i, 'gate', 'when', j], text] as const),
    ),
  ];
  return all.flatMap(([path, text]) => {
    const compiled = compileMetricCondition(text, names);
    return 'problem' in compiled
      ? [{ path, sentence: `The condition \`${text}\` cannot be used. ${compiled.problem}` }]
      : [];
  });
}

function rolloutFaults({ rollout, stacks }: Rest): Faults {
  return rollout.flatMap(({ reach }, i) => {
    const path = ['rollout', i];
    const before = rollout[i - 1]?.reach;
    if (reach.kind === 'percent' && before?.kind === 'percent' && before.percent >= reach.percent) {
      return [
        {
          path,
          sentence: `Step ${i + 1} reaches ${reach.percent} % after one that reached ${before.percent} %. Each step reaches further than the one before.`,
        },
      ];
    }
    const strangers = reach.kind === 'stacks' ? reach.stacks.filter((stack) => !stacks.includes(stack)) : [];
    return strangers.map((stack) => ({
      path,
      sentence: `Step ${i + 1} touches the stack \`${stack}\`, which the change does not name under \`stacks\`, so nothing would hold it.`,
    }));
  });
}

/** A rollback that nobody could tell from one that did nothing would be called done without evidence. */
function rollbackFaults({ rollback, checks, stacks }: Rest): Faults {
  // A fresh read of each stack verifies it, and it is tried by its plan.
  if (rollback.does.kind === 'git_revert') return revertedStackFaults(rollback.does.stacks, stacks);
  const faults: DeclarationFault[] = [];
  if (rollback.verify === null && rollback.metricsBackWithinMs === null) {
    faults.push({
      path: ['rollback'],
      sentence:
        'A rollback has to be verified. Add `verify`, a program that sees the version from before, or `metrics_back_within`.',
    });
  }
  if (rollback.dry === null && checks.some(({ kind }) => kind === 'rollback_tried')) {
    faults.push({
      path: ['rollback'],
      sentence: 'The rollback is to have been tried, and nothing says how. Add `dry`.',
    });
  }
  return faults;
}

const revertedStack = (i: number): DeclarationFault['path'] => ['rollback', 'git_revert', 'stacks', i];

function revertedStackFaults(reverted: readonly string[], held: readonly string[]): Faults {
  return [
    ...reverted.flatMap((stack, i) =>
      held.includes(stack)
        ? []
        : [
            {
              path: revertedStack(i),
              sentence: `The rollback applies the stack \`${stack}\`, which the change does not name under \`stacks\`, so nothing would hold it.`,
            },
          ],
    ),
    ...twice(reverted).map((stack) => ({
      path: revertedStack(reverted.lastIndexOf(stack)),
      sentence: `The rollback applies the stack \`${stack}\` twice. Name it once.`,
    })),
  ];
}

function watchFaults({ watch }: Rest): Faults {
  const shorter = watch.durationMs < LEAST_WATCH_MS;
  const faults: DeclarationFault[] = [];
  if (shorter && (watch.shorterBecause ?? '').trim().length < LEAST_REASON) {
    faults.push({
      path: ['watch', 'for'],
      sentence: `A change is watched for at least 24 hours after its last step. A shorter watch needs a reason of at least ${LEAST_REASON} characters under \`shorter_because\`; it stands in the record.`,
    });
  }
  if (!BLOCK_LENGTHS_MS.includes(watch.blockMs)) {
    faults.push({ path: ['watch', 'block'], sentence: 'A block is 5m, 10m, 15m, 20m, 30m or 1h long.' });
  }
  return faults;
}

const LEAST_REASON = 8;

const twice = (names: readonly string[]): readonly string[] => [
  ...new Set(names.filter((name, i) => names.indexOf(name) !== i)),
];
