import { renderPath } from '#domain/drift/attribute-path.ts';
import { NOISE_RULES } from '#domain/drift/noise/noise-rules.ts';
import { UNKNOWN_VALUE } from '#domain/drift/unknown-value.ts';
import type { Json } from '#domain/json.ts';
import { DEFAULT_SEVERITY_RULES } from '#domain/policy/default-severity-rules.ts';

export interface ListedRules {
  readonly noise: readonly {
    readonly id: string;
    readonly title: string;
    readonly why: string;
    readonly holds: 'always' | 'unless_planned';
    readonly example: string;
  }[];
  readonly severity: readonly {
    readonly id: string;
    readonly severity: string;
    readonly why: string;
    readonly when: string;
    readonly example: string;
  }[];
}

export function listRules(): ListedRules {
  return {
    noise: NOISE_RULES.map(({ id, title, why, holds, example }) => ({
      id,
      title,
      why,
      holds,
      example: line(example.type, renderPath(example.path), example.before, example.after),
    })),
    severity: DEFAULT_SEVERITY_RULES.map(({ id, severity, why, when, example }) => ({
      id,
      severity,
      why,
      when,
      example: line(example.type, example.path ?? '', example.before ?? null, example.after ?? null),
    })),
  };
}

export function rulesText(rules: ListedRules): string {
  const width = Math.max(...rules.severity.map((rule) => rule.id.length));
  return [
    'Noise rules: a difference they take is counted under their id and never hides silently.',
    '',
    ...rules.noise.flatMap((rule) => [
      `  ${rule.id}: ${rule.title}`,
      `    why      ${rule.why}`,
      `    holds    ${rule.holds === 'always' ? 'always' : 'only where the plan changes nothing'}`,
      `    example  ${rule.example}`,
      '',
    ]),
    'Severity rules: the first that matches decides; yours in kedge.yaml come before these.',
    '',
    ...rules.severity.flatMap((rule) => [
      `  ${rule.severity.padEnd(8)}  ${rule.id.padEnd(width)}  ${rule.why}`,
      `  ${' '.repeat(8)}  ${' '.repeat(width)}  ${rule.example}`,
    ]),
    '',
  ].join('\n');
}

const line = (type: string, path: string, before: Json, after: Json): string =>
  `${type}${path === '' ? '' : `.${path}`}: ${short(before)} -> ${short(after)}`;

function short(value: Json): string {
  if (value === UNKNOWN_VALUE) return '(known after apply)';
  const text = JSON.stringify(value);
  return text.length > 72 ? `${text.slice(0, 69)}...` : text;
}
