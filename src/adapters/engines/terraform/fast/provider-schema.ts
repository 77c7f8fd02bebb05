import { protobufFields, type ProtobufField } from './protobuf-fields.ts';

/**
 * Field numbers of GetProviderSchema.Response, the same in protocols 5 and 6. Only the entries of these maps are
 * ever left out; the provider's own schema, functions, and whatever newer protocols add stay as they are.
 */
const TYPE_MAPS: ReadonlySet<number> = new Set([2, 3, 8]); // resources, data sources, ephemeral resources
const DIAGNOSTICS = 4;
const CAPABILITIES = 6;
const SCHEMA_OPTIONAL = 2;
const IDENTITY_MAP = 1;
const IDENTITY_DIAGNOSTICS = 2;
const ENTRY_NAME = 1;

/** The schema with the types that `isWanted` names and without all others. */
export const trimSchema = (schema: Buffer, isWanted: (type: string) => boolean): Buffer =>
  keepFields(schema, (field) => !TYPE_MAPS.has(field.number) || isWanted(entryName(field)));

/** The names of all types that may be left out, some more than once. */
export function typeNames(schema: Buffer): readonly string[] {
  const names: string[] = [];
  for (const field of protobufFields(schema)) if (TYPE_MAPS.has(field.number)) names.push(entryName(field));
  return names;
}

/** As `trimSchema`, for GetResourceIdentitySchemas.Response, which Terraform asks for since 1.12. */
export const trimIdentitySchemas = (schemas: Buffer, isWanted: (type: string) => boolean): Buffer =>
  keepFields(schemas, (field) => field.number !== IDENTITY_MAP || isWanted(entryName(field)));

/** Whether the provider answers other calls without having been asked for its schema first. */
export function isSchemaOptional(schema: Buffer): boolean {
  for (const { number, value } of protobufFields(schema)) {
    if (number !== CAPABILITIES || typeof value === 'number') continue;
    for (const capability of protobufFields(value)) {
      if (capability.number === SCHEMA_OPTIONAL) return capability.value === 1;
    }
  }
  return false;
}

/** A schema that came with a complaint is not one to keep. */
export const hasSchemaDiagnostics = (schema: Buffer): boolean => hasField(schema, DIAGNOSTICS);

export const hasIdentityDiagnostics = (answer: Buffer): boolean => hasField(answer, IDENTITY_DIAGNOSTICS);

/** Warnings and errors in the answer to PrepareProviderConfig (5) and ValidateProviderConfig (6). */
export const hasConfigDiagnostics = (answer: Buffer): boolean => hasField(answer, 2);

function hasField(message: Buffer, number: number): boolean {
  for (const field of protobufFields(message)) if (field.number === number) return true;
  return false;
}

function keepFields(message: Buffer, keep: (field: ProtobufField) => boolean): Buffer {
  const kept: Buffer[] = [];
  for (const field of protobufFields(message)) if (keep(field)) kept.push(field.raw);
  return Buffer.concat(kept);
}

/** The key of a map entry, which is a message of its own: key = 1, value = 2. */
function entryName({ value }: ProtobufField): string {
  if (typeof value === 'number') return '';
  for (const field of protobufFields(value)) {
    if (field.number === ENTRY_NAME && typeof field.value !== 'number') return field.value.toString('utf8');
  }
  return '';
}
