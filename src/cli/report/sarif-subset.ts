/**
 * A JSON Schema written for Kedge's tests from the text of SARIF 2.1.0 (OASIS standard, errata 01): the part of the
 * format that Kedge writes, and nothing else is allowed. It is not the published schema file.
 */
const text = { type: 'string', minLength: 1 };
const closed = (
  required: readonly string[],
  properties: Readonly<Record<string, unknown>>,
): Readonly<Record<string, unknown>> => ({
  type: 'object',
  required,
  properties,
  additionalProperties: false,
});
const many = (items: unknown): Readonly<Record<string, unknown>> => ({ type: 'array', items });

const level = { enum: ['none', 'note', 'warning', 'error'] };
const message = closed(['text'], { text });
const index = { type: 'integer', minimum: -1 };
const line = { type: 'integer', minimum: 1 };
const bag = { type: 'object' };

const physicalLocation = closed(['artifactLocation'], {
  artifactLocation: closed(['uri'], { uri: { type: 'string', format: 'uri-reference' } }),
  region: closed(['startLine'], { startLine: line, endLine: line }),
});

const location = closed([], {
  physicalLocation,
  logicalLocations: {
    ...many(closed([], { name: { type: 'string' }, fullyQualifiedName: { type: 'string' }, kind: text })),
    uniqueItems: true,
  },
});

const rule = closed(['id'], {
  id: text,
  name: text,
  shortDescription: message,
  help: message,
  defaultConfiguration: closed([], { level }),
  properties: bag,
});

const result = closed(['message'], {
  ruleId: text,
  ruleIndex: index,
  level,
  message,
  locations: many(location),
  partialFingerprints: { type: 'object', additionalProperties: { type: 'string' } },
  suppressions: {
    ...many(
      closed(['kind'], {
        kind: { enum: ['inSource', 'external'] },
        status: { enum: ['accepted', 'underReview', 'rejected'] },
        justification: { type: 'string' },
      }),
    ),
    uniqueItems: true,
  },
  properties: bag,
});

const notification = closed(['message'], {
  level,
  message,
  associatedRule: closed([], { id: text, index }),
  locations: many(location),
});

const run = closed(['tool'], {
  tool: closed(['driver'], {
    driver: closed(['name'], {
      name: text,
      version: text,
      informationUri: { type: 'string', format: 'uri' },
      rules: { ...many(rule), uniqueItems: true },
    }),
  }),
  invocations: many(
    closed(['executionSuccessful'], {
      executionSuccessful: { type: 'boolean' },
      toolExecutionNotifications: many(notification),
    }),
  ),
  results: many(result),
});

export const SARIF_SUBSET = closed(['version', 'runs'], {
  $schema: { type: 'string', format: 'uri' },
  version: { const: '2.1.0' },
  runs: many(run),
});
