import { CelScalar, celFunc, listType } from '@bufbuild/cel';
import type { CelFunc } from '@bufbuild/cel';
import { isArray, isObject } from '../json.ts';
import type { Json } from '../json.ts';
import { fromCel, toCel } from './cel-values.ts';
import { opened, reaches } from './network-exposure.ts';
import { policyStatements } from './policy-statements.ts';

const { BOOL, DYN, STRING } = CelScalar;

/** What each function says, for the documentation of conditions. */
export const CONDITION_FUNCTIONS: Readonly<Record<string, string>> = {
  'mentions(value, text)': 'true when a text, key or list item anywhere in the value contains the text',
  'empty(value)': 'true for null, "", [] and {}',
  'grew(before, after)': 'true when both are numbers (or texts of numbers) and after is larger',
  'shrank(before, after)': 'true when both are numbers (or texts of numbers) and after is smaller',
  'opened(before, after)': 'the network rules and ranges that newly let the whole internet in',
  'reaches(rule, ports)': 'true when a network rule, or one of a list, lets one of the ports through',
  'statements(document)':
    'the statements of an AWS policy, each with effect, actions, resources, principals (lists) and conditional',
};

/** The functions themselves. None of them fails, whatever it is given. */
export const conditionFunctions: readonly CelFunc[] = [
  celFunc('mentions', [DYN, STRING], BOOL, (value, text) => mentions(fromCel(value), text)),
  celFunc('empty', [DYN], BOOL, (value) => isEmpty(fromCel(value))),
  celFunc('grew', [DYN, DYN], BOOL, (before, after) => difference(fromCel(before), fromCel(after)) > 0),
  celFunc('shrank', [DYN, DYN], BOOL, (before, after) => difference(fromCel(before), fromCel(after)) < 0),
  celFunc('opened', [DYN, DYN], listType(DYN), (before, after) =>
    opened(fromCel(before), fromCel(after)).map(toCel),
  ),
  celFunc('reaches', [DYN, listType(DYN)], BOOL, (rule, ports) =>
    reaches(fromCel(rule), [...ports].map(Number)),
  ),
  celFunc('statements', [DYN], listType(DYN), (document) =>
    policyStatements(fromCel(document)).map((statement) => toCel({ ...statement })),
  ),
];

function mentions(value: Json, text: string): boolean {
  if (isArray(value)) return value.some((item) => mentions(item, text));
  if (isObject(value)) {
    return Object.entries(value).some(([key, item]) => key.includes(text) || mentions(item, text));
  }
  return value !== null && String(value).includes(text);
}

function isEmpty(value: Json): boolean {
  if (isArray(value)) return value.length === 0;
  return value === null || value === '' || (isObject(value) && Object.keys(value).length === 0);
}

/** NaN when one of them is no number, so that every comparison with it is false. */
const difference = (before: Json, after: Json): number => numberOf(after) - numberOf(before);

function numberOf(value: Json): number {
  if (typeof value === 'number') return value;
  return typeof value === 'string' && value.trim() !== '' ? Number(value) : Number.NaN;
}
