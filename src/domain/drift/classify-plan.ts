import { isObject, type Json } from '../json.ts';
import { matchIgnore, type IgnoreRule } from '../policy/drift-ignore.ts';
import { acceptanceOf, type AcceptedBaseline } from './accepted-baseline.ts';
import { dottedNames, stableKey, type AttributePath } from './attribute-path.ts';
import { configuredAttributes } from './configured-attributes.ts';
import { describeDifference, type DescribeContext } from './describe-difference.ts';
import { joinPlan, type FoundDifference } from './join-plan.ts';
import { NOISE_RULES } from './noise/noise-rules.ts';
import type { NoiseSurroundings } from './noise/noise-rule.ts';
import { compareDifferences } from './order.ts';
import type { Plan } from './plan.ts';
import { realResources } from './real-resources.ts';
import type { AppliedRule, Difference, Move, Totals } from './report.ts';
import { countRules } from './totals.ts';

export interface ClassifyOptions extends DescribeContext {
  /** Lines of `.driftignore` in order; `file` tells where a line stands when there are several files. */
  readonly ignore: readonly (IgnoreRule & { readonly file?: string })[];
  /** YYYY-MM-DD: expired lines of `.driftignore` report again. */
  readonly today: string;
  readonly disabledRules: readonly string[];
  /** What was accepted as it was: silent until it changes further or its day has passed. */
  readonly accepted?: readonly AcceptedBaseline[];
  /** The JSON of `show -json` for the state, where the plan carries none. */
  readonly state?: Json;
}

export interface Classification {
  readonly differences: readonly Difference[];
  readonly suppressed: readonly Difference[];
  readonly moves: readonly Move[];
  readonly totals: Totals;
}

/**
 * From a plan to what a person needs to know: join, noise rules, ignore file, severity, redaction, fingerprint, and
 * last what was accepted, which is known by its fingerprint and its redacted value.
 */
export function classifyPlan(plan: Plan, options: ClassifyOptions): Classification {
  const { found, moves } = joinPlan(plan, configuredAttributes(plan));
  const ofType = realResources(plan, options.state);
  const places = placesByAddress(found);
  const rules = NOISE_RULES.filter((rule) => !options.disabledRules.includes(rule.id));
  const reported: Difference[] = [];
  const suppressed: Difference[] = [];
  const repeats = new Map<string, number>();
  const accepted = Map.groupBy(options.accepted ?? [], (baseline) => baseline.fingerprint);

  for (const difference of found) {
    const noise = noiseIn(difference, rules, {
      resourcesOfType: ofType,
      sameChangeAt: (path) => places.get(placeKey(difference))?.has(stableKey(path)) ?? false,
    });
    const ignored = noise ? { rule: noise, expired: null } : ignoredBy(difference, options);
    const applied = ignored.rule;
    const described = describeDifference(difference, applied, ignored.expired, repeats, options);
    const judged = applied ? { silent: true, difference: described } : heldTo(described, accepted, options);
    (judged.silent ? suppressed : reported).push(judged.difference);
  }

  return {
    differences: reported.toSorted(compareDifferences),
    suppressed: suppressed.toSorted(compareDifferences),
    moves: moves.map(({ from, to }) => ({
      from: options.redactor.redactText(from),
      to: options.redactor.redactText(to),
    })),
    totals: {
      found: found.length,
      reported: reported.length,
      suppressed: countRules(suppressed.map((difference) => difference.rules[0]?.rule ?? 'unnamed')),
    },
  };
}

/** The difference after what was accepted of it; a reason or a name in a file may hold a secret as any text may. */
function heldTo(
  difference: Difference,
  accepted: ReadonlyMap<string, readonly AcceptedBaseline[]>,
  { today, redactor }: ClassifyOptions,
): { readonly silent: boolean; readonly difference: Difference } {
  const acceptance = acceptanceOf(difference, accepted.get(difference.fingerprint) ?? [], today);
  switch (acceptance.kind) {
    case 'none':
      return { silent: false, difference };
    case 'holds': {
      const rule = { ...acceptance.rule, note: redactor.redactText(acceptance.rule.note ?? '') };
      return {
        silent: true,
        difference: { ...difference, drift: false, rules: [rule, ...difference.rules] },
      };
    }
    case 'ended':
    case 'changed': {
      const notes = [...difference.notes, redactor.redactText(acceptance.note)];
      return { silent: false, difference: { ...difference, notes } };
    }
  }
}

/** Drift and plan entries of one address are mirrored apart: a tag changed in the code is no tag changed in reality. */
const placeKey = (difference: FoundDifference): string =>
  `${difference.between} ${difference.resource.address}`;

function placesByAddress(found: readonly FoundDifference[]): ReadonlyMap<string, ReadonlySet<string>> {
  const places = new Map<string, Set<string>>();
  for (const difference of found) {
    const key = placeKey(difference);
    const set = places.get(key) ?? new Set<string>();
    set.add(stableKey(difference.path));
    places.set(key, set);
  }
  return places;
}

function noiseIn(
  found: FoundDifference,
  rules: typeof NOISE_RULES,
  around: NoiseSurroundings,
): AppliedRule | null {
  const isWhole = found.path.length === 0 && found.change !== 'changed';
  if (isWhole) return null;
  const values = isObject(found.resource.after) ? found.resource.after : {};
  const subject = {
    resource: { address: found.resource.address, type: found.resource.type, values },
    path: found.path,
    before: found.between === 'drift' ? found.memory : found.reality,
    after: found.between === 'drift' ? found.reality : found.intent,
    between: found.between,
    planned: found.planned,
    setInCode: found.setInCode,
  };
  for (const rule of rules) {
    // A difference that an output follows has an effect, whatever the plan leaves alone.
    const matters = found.planned || found.class === 'output_effect';
    if (rule.holds === 'unless_planned' && matters) continue;
    const taken = rule.takes(subject, around);
    if (taken)
      return {
        rule: rule.id,
        effect: 'suppressed',
        ...(taken.note === undefined ? {} : { note: taken.note }),
      };
  }
  return null;
}

function ignoredBy(
  found: FoundDifference,
  options: ClassifyOptions,
): { readonly rule: AppliedRule | null; readonly expired: IgnoreRule | null } {
  if (options.ignore.length === 0) return { rule: null, expired: null };
  const verdict = matchIgnore(options.ignore, ignoreSubject(found, found.path), options.today);
  if (!verdict.ignored || verdict.rule === null) return { rule: null, expired: verdict.expired };
  const { line, owner, until, reason } = verdict.rule;
  const file = options.ignore.find((rule) => rule === verdict.rule)?.file ?? '.driftignore';
  const note = [reason, owner && `owner ${owner}`, until && `until ${until}`].filter(Boolean).join(', ');
  return {
    rule: { rule: `${file}:${line}`, effect: 'suppressed', ...(note === '' ? {} : { note }) },
    expired: null,
  };
}

function ignoreSubject(found: FoundDifference, path: AttributePath): Parameters<typeof matchIgnore>[1] {
  const { type, name, address, before, after } = found.resource;
  const values = isObject(after) ? after : isObject(before) ? before : {};
  const id = values['id'];
  return { type, name, address, id: typeof id === 'string' ? id : null, path: dottedNames(path) };
}
