import { cp, mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createFastCheck } from '#adapters/engines/terraform/fast/fast-check.ts';
import { openPrivateCache } from '#platform/private-cache.ts';
import { MOTO_STACK_PARTS, openMotoStack, type MotoStack } from '#test/moto-stack.ts';
import { because, realParts, skipReason } from '#test/real-parts.ts';
import { zipWith } from '#test/zip-file.ts';
import { MEANINGLESS, PLANTED } from '../real/planted-changes.ts';

const parts = await realParts();
const reason = skipReason(parts, MOTO_STACK_PARTS);
const PLATFORM = join(import.meta.dirname, '..', 'real', 'platform');
const CHANGES = [...PLANTED, ...MEANINGLESS];

/**
 * Each comparison costs two plans of the real provider, so that few are made of many changes at once. With
 * KEDGE_FULL=1 there is one after every single change, and one for every way in which code can change.
 */
const isFull = process.env['KEDGE_FULL'] === '1';
const STEPS = isFull ? CHANGES.map((change) => [change]) : [CHANGES];

const CODE: readonly { readonly name: string; readonly text: string }[] = [
  {
    name: 'provider functions, a data source and an import block',
    text: `
output "account" { value = provider::aws::arn_parse("arn:aws:iam::444455556666:role/example").account_id }
data "aws_region" "here" {}
output "region" { value = data.aws_region.here.name }
resource "aws_sqs_queue" "taken" { name = "taken" }
import {
  to = aws_sqs_queue.taken
  id = "http://127.0.0.1/123456789012/not-there"
}
`,
  },
  { name: 'a type that does not exist', text: 'resource "aws_nothing" "at_all" {}\n' },
  {
    name: 'a second alias with default tags',
    text: `
provider "aws" {
  alias  = "third"
  region = "eu-west-3"
  default_tags { tags = { fast = "yes" } }
}
resource "aws_sns_topic" "third" {
  provider = aws.third
  name     = "third"
}
`,
  },
];

describe.skipIf(reason !== null)(`fast plans with the real provider${because(reason)}`, () => {
  let stack: MotoStack;

  beforeAll(async () => {
    stack = await openMotoStack(parts);
    await cp(join(PLATFORM, 'applied'), stack.folder, { recursive: true });
    await writeFile(join(stack.folder, 'orders.zip'), zipWith('index.js', 'exports.handler = () => ({});\n'));
    await stack.apply();
  }, 300_000);
  afterAll(() => stack?.close());

  const compare = async () => {
    const cacheFolder = join(stack.folder, '..', 'cache');
    await mkdir(cacheFolder, { recursive: true, mode: 0o700 });
    const opened = await openPrivateCache({ KEDGE_CACHE_DIR: cacheFolder });
    if ('refused' in opened) throw new Error(opened.refused);
    const check = createFastCheck({ cache: opened.cache, env: stack.env, log: () => undefined });
    const verified = await check.verify(
      {
        id: 'stack',
        folder: stack.folder,
        engine: 'terraform',
        binary: null,
        workspace: null,
        varFiles: [],
        backendConfig: [],
        lock: false,
        timeoutMs: 240_000,
        allowEnv: [],
        providerMirror: parts['aws-provider'],
        fast: 'on',
      },
      () => undefined,
      new AbortController().signal,
    );
    if ('problem' in verified) throw new Error(verified.problem);
    return verified.comparison;
  };
  const same = ['exit code', 'errors', 'plan as JSON, without its time', 'plan as text'].map((what) => ({
    what,
    same: true,
  }));

  it('are the same right after the apply', async () => {
    const { parts: compared, keptIn } = await compare();
    expect(compared, keptIn ?? '').toEqual(same);
  }, 240_000);

  it.each(STEPS.map((changes) => ({ what: changes.map(({ what }) => what).join(', '), changes })))(
    'are the same after $what',
    async ({ changes }) => {
      const state = await stack.state();
      for (const change of changes) for (const call of change.console(state)) await stack.aws(...call);
      const { parts: compared, keptIn } = await compare();
      expect(compared, keptIn ?? '').toEqual(same);
    },
    240_000,
  );

  it('are the same when the code was edited, too', async () => {
    await cp(join(PLATFORM, 'edited'), stack.folder, { recursive: true });
    const { parts: compared, keptIn } = await compare();
    expect(compared, keptIn ?? '').toEqual(same);
  }, 240_000);

  it.skipIf(!isFull).each(CODE)(
    'are the same with $name (one more plan each way: KEDGE_FULL=1)',
    async ({ text }) => {
      const file = join(stack.folder, 'more.tf');
      await writeFile(file, text);
      const { parts: compared, keptIn } = await compare();
      await rm(file);
      expect(compared, keptIn ?? '').toEqual(same);
    },
    240_000,
  );
});
