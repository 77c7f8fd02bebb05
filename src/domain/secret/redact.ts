import { hmac } from '@noble/hashes/hmac.js';
import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex } from '@noble/hashes/utils.js';
import type { Side } from '../drift/report.ts';
import { type Json, canonicalText, jsonEqual } from '../json.ts';
import { PLACEHOLDER } from './harmless-shape.ts';
import { redactText } from './redact-text.ts';
import { type SecretContext, redactValue } from './redact-value.ts';
import { unionMask } from './sensitive-mask.ts';

const DIGEST_SIGNS = 12;

export interface Redactor {
  /** For text that is kept: diagnostics, sentences, code lines, addresses, map keys. */
  readonly redactText: (text: string) => string;
  /** A deep copy with masked and detected parts replaced by `(sensitive)`. */
  readonly redactValue: (value: Json, context: SecretContext) => Json;
  /** One side of a difference. Wholly secret values become a digest, partly secret ones are redacted inside. */
  readonly side: (value: Json | undefined, context: SecretContext) => Side;
  /**
   * Both sides of a difference. What either side calls secret shows on neither; a change that redaction would hide
   * becomes two digests.
   */
  readonly changedSides: (
    memory: Json | undefined,
    reality: Json | undefined,
    memoryContext: SecretContext,
    realityContext: SecretContext,
  ) => { readonly memory: Side; readonly reality: Side };
}

/** `key` makes the digests: with the same key the same secret gives the same digest, without it none can be tried out. */
export function createRedactor(key: Uint8Array): Redactor {
  // A copy: a caller that wipes or reuses its buffer must not change the digests.
  const ownKey = Uint8Array.from(key);

  const secret = (value: Json): Side => {
    const code = hmac(sha256, ownKey, new TextEncoder().encode(canonicalText(value)));
    return { kind: 'secret', digest: bytesToHex(code).slice(0, DIGEST_SIGNS) };
  };

  // Nothing and null reveal nothing, so they may stand beside a secret as what they are.
  const secretUnlessEmpty = (value: Json | undefined): Side => {
    if (value === undefined) return { kind: 'absent' };
    return value === null ? { kind: 'value', value } : secret(value);
  };

  const side = (value: Json | undefined, context: SecretContext): Side => {
    if (value === undefined) return { kind: 'absent' };
    const redacted = redactValue(value, context);
    return redacted === PLACEHOLDER && value !== PLACEHOLDER ? secret(value) : shown(redacted);
  };

  return {
    redactText: (text) => redactText(text),
    redactValue,
    side,
    changedSides(memory, reality, memoryContext, realityContext) {
      const mask = unionMask(memoryContext.mask, realityContext.mask);
      const sides = {
        memory: side(memory, { ...memoryContext, mask }),
        reality: side(reality, { ...realityContext, mask }),
      };
      const anySecret = sides.memory.kind === 'secret' || sides.reality.kind === 'secret';
      const hidden = !jsonEqual(memory, reality) && sameShown(sides.memory, sides.reality);
      if (!anySecret && !hidden) return sides;
      return { memory: secretUnlessEmpty(memory), reality: secretUnlessEmpty(reality) };
    },
  };
}

const sameShown = (a: Side, b: Side): boolean =>
  a.kind === 'value' && b.kind === 'value' && jsonEqual(a.value, b.value);

// The report's schema types its arrays as mutable; nobody writes to them.
const shown = (value: Json): Side => ({ kind: 'value', value }) as Side;
