import { CLASS_MEANING, CLASS_REMEDY, DRIFT_CLASSES, type DriftClass } from '#domain/drift/drift-class.ts';
import type { Severity } from '#domain/drift/severity.ts';
import { UNKNOWN_MEANING, UNKNOWN_REASONS, type UnknownReason } from '#domain/drift/stack-status.ts';

export type SarifLevel = 'error' | 'warning' | 'note';

export const LEVEL: Readonly<Record<Severity, SarifLevel>> = {
  critical: 'error',
  high: 'error',
  medium: 'warning',
  low: 'note',
};

const CLASS_LEVEL: Readonly<Record<DriftClass, SarifLevel>> = {
  conflict: 'warning',
  deleted: 'error',
  output_effect: 'note',
  absorbed: 'note',
  unapplied_code: 'note',
};

export const unknownRule = (reason: UnknownReason): string => `unknown/${reason}`;

/** One rule for each class of drift and for each reason why a stack could not be read. */
export function sarifRules(): readonly object[] {
  return [
    ...DRIFT_CLASSES.map((name) => rule(name, CLASS_MEANING[name], CLASS_REMEDY[name], CLASS_LEVEL[name])),
    ...UNKNOWN_REASONS.map((reason) => {
      const { what, next } = UNKNOWN_MEANING[reason];
      return rule(unknownRule(reason), what, next, 'warning');
    }),
  ];
}

const RULE_IDS: readonly string[] = [...DRIFT_CLASSES, ...UNKNOWN_REASONS.map(unknownRule)];

export const ruleIndex = (id: string): number => RULE_IDS.indexOf(id);

function rule(id: string, what: string, remedy: string, level: SarifLevel): object {
  return {
    id,
    name: pascalCase(id),
    shortDescription: { text: sentence(what) },
    help: { text: remedy },
    defaultConfiguration: { level },
    properties: { tags: ['infrastructure', id.startsWith('unknown/') ? 'unknown' : 'drift'] },
  };
}

const pascalCase = (id: string): string =>
  id
    .split(/[^a-z]/)
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join('');

export function sentence(text: string): string {
  const end = /[.!?]$/.test(text) ? '' : '.';
  return text.charAt(0).toUpperCase() + text.slice(1) + end;
}
