import { buildReport } from '#domain/drift/build-report.ts';
import type { Report, StackReport } from '#domain/drift/report.ts';
import type { Json, JsonObject } from '#domain/json.ts';
import { severityRulesOf } from '#domain/policy/all-severity-rules.ts';
import { createRedactor } from '#domain/secret/redact.ts';
import { scanPlanText } from '#workflows/scan-stack.ts';
import { CANARIES, type Canary } from './canaries.ts';
import { planJson, type EntryParts } from './plan-builder.ts';

const redactor = createRedactor(new Uint8Array(32).fill(7));

/** Every canary in a resource of its own: rotated in reality, planned back by the code, named in an error. */
export async function reportOfCanaries(): Promise<Report> {
  const entries = CANARIES.map((canary, i) => entriesOf(canary, i));
  const plan = planJson({
    drift: entries.map((entry) => entry.drift),
    changes: entries.map((entry) => entry.change),
    outputs: Object.fromEntries(
      CANARIES.map((canary, i) => [`o${i}`, outputOf(canary.place(canary.secret))]),
    ),
  });
  const stack = await scanPlanText(
    {
      id: 'canaries',
      path: '.',
      policy: {
        ignore: [],
        warnings: [],
        severity: severityRulesOf([]),
        counted: ['conflict'],
        disabledRules: [],
        accepted: [],
      },
    },
    JSON.stringify(plan),
    { redactor, clock: { now: () => new Date(0) } },
    { maxAgeMs: null },
  );
  return buildReport([stack, await unknownStack()], {
    toolVersion: '0.0.0',
    scannedAt: new Date(0).toISOString(),
  });
}

function entriesOf(canary: Canary, i: number): { readonly drift: EntryParts; readonly change: EntryParts } {
  const { attribute, before, after, masked } = canary.place(canary.secret);
  const mask: Json = masked === true ? { [attribute]: true } : {};
  const address = `aws_thing.c${i}`;
  const sides = { beforeSensitive: mask, afterSensitive: mask, address, actions: ['update'] };
  const values = (value: Json): JsonObject => ({ id: `c${i}`, [attribute]: value });
  return {
    drift: { ...sides, before: values(before), after: values(after) },
    change: { ...sides, before: values(after), after: values(before) },
  };
}

const outputOf = ({ before, after, attribute, masked }: ReturnType<Canary['place']>): JsonObject => ({
  actions: ['update'],
  before: { [attribute]: before },
  after: { [attribute]: after },
  before_sensitive: masked ?? false,
  after_sensitive: masked ?? false,
});

/** What an engine says goes through the text redactor before it is put into a report. */
async function unknownStack(): Promise<StackReport> {
  const said = CANARIES.filter((canary) => canary.kind === 'token').map((canary) => canary.secret);
  const base = await scanPlanText(
    {
      id: 'broken',
      path: 'broken',
      policy: {
        ignore: [],
        warnings: [],
        severity: severityRulesOf([]),
        counted: [],
        disabledRules: [],
        accepted: [],
      },
    },
    'no plan',
    { redactor, clock: { now: () => new Date(0) } },
    { maxAgeMs: null },
  );
  return { ...base, warnings: said.map((text) => redactor.redactText(`Error: bad value ${text}`)) };
}
