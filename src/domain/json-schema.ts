import { z } from 'zod';

type JsonValue = z.core.util.JSONType;

/**
 * Any JSON, as `z.json()`, with a name: what writes the schemas down, for the report or the API, follows one without a name
 * for ever, because it holds itself.
 */
export const JsonSchema: z.ZodType<JsonValue> = z
  .lazy(() =>
    z.union([
      z.string(),
      z.number(),
      z.boolean(),
      z.null(),
      z.array(JsonSchema),
      z.record(z.string(), JsonSchema),
    ]),
  )
  .meta({ id: 'Json' });
