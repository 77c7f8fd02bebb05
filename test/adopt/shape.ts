import type { EditRefusalReason, EditRequest } from '#ports/code-editor.ts';
import type { LightCloud } from '#test/light-provider/light-provider.ts';

/** One way in which a value reaches a resource, and what adopting reality makes of the code. */
export interface Shape {
  readonly name: string;
  /** Name to text. `main.tf` is the rest of the code where it is formatted by `terraform fmt`. */
  readonly files: Readonly<Record<string, string>>;
  /** What is there before the code is applied for the first time. */
  readonly before?: (cloud: LightCloud) => void;
  /** What somebody did to reality. */
  readonly drift: (cloud: LightCloud) => void;
  /** Lines that differ afterwards by file, `-` and `+` in front; or the reason for which nothing is written. */
  readonly changed?: Readonly<Record<string, readonly string[]>>;
  readonly refused?: { readonly reason: EditRefusalReason; readonly says: RegExp };
  /** `-var-file`s by name, in order. */
  readonly varFiles?: readonly string[];
  /** `TF_VAR_*` by the variable's name. */
  readonly environment?: Readonly<Record<string, string>>;
  readonly request?: Partial<EditRequest>;
}

/** The text of a file without the margin that it has in this table. */
export function code(parts: TemplateStringsArray, ...values: readonly string[]): string {
  const text = String.raw({ raw: parts.raw }, ...values)
    .replace(/^\n/, '')
    .replaceAll('\\${', '${');
  const lines = text.split('\n');
  const margins = lines
    .filter((line) => line.trim() !== '')
    .map((line) => line.length - line.trimStart().length);
  const margin = Math.min(...margins);
  return (
    lines
      .map((line) => line.slice(Math.min(margin, line.length - line.trimStart().length)))
      .join('\n')
      .trimEnd() + '\n'
  );
}

/** For code that uses `light_*` types. */
export const light = `terraform {
  required_providers {
    light = { source = "kedge/light" }
  }
}
`;

/** An SQS queue's id in the light cloud. */
export const queue = (name: string): string => `https://sqs.eu-west-1.amazonaws.com/000000000000/${name}`;
