import type { ImportAddress, ImportPlacer } from '#ports/import-placer.ts';
import { isIdentifier } from '../edit/render-value.ts';
import { parseAddress, type ResourceAddress } from '../edit/resource-address.ts';
import { instanceKey } from '../quoted-text.ts';
import { findPlace } from './find-place.ts';
import { resourceTexts } from './resource-texts.ts';
import { importEdits } from './import-edits.ts';

/** Reads files at every call and writes none. */
export function createImportPlacer(): ImportPlacer {
  return {
    readAddress,
    place: findPlace,
    configurations: resourceTexts,
    edits: importEdits,
  };
}

function readAddress(text: string): { readonly address: ImportAddress } | { readonly problem: string } {
  const parsed = parseAddress(text);
  // Written again from its parts: what goes into code is nothing but an address.
  const address = parsed === null ? null : written(parsed);
  if (address === null) {
    return {
      problem: `"${text}" is no address of a resource. Give one such as aws_s3_bucket.logs or module.shop.aws_sqs_queue.jobs.`,
    };
  }
  return { address };
}

function written({ modules, type, name, key }: ResourceAddress): ImportAddress | null {
  const names = [...modules.map((module) => module.name), type, name];
  const keys = [...modules.map((module) => module.key), key];
  if (!names.every(isIdentifier) || !keys.every(isKey)) return null;
  const calls = modules.map((module) => `module.${module.name}${keyText(module.key)}`);
  return {
    text: [...calls, `${type}.${name}${keyText(key)}`].join('.'),
    module: modules.map((module) => `module.${module.name}`).join('.'),
    type,
    name,
    keyed: keys.some((each) => each !== null),
  };
}

type Key = ResourceAddress['key'];

const isKey = (key: Key): boolean => typeof key !== 'number' || (Number.isSafeInteger(key) && key >= 0);

const keyText = (key: Key): string =>
  key === null ? '' : typeof key === 'number' ? `[${key}]` : instanceKey(key);
