import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { ENGINES } from '#adapters/engines/terraform/testing/stack-fixture.ts';
import { createFastFixture, REQUIRED, type FastFixture } from './fast-fixture.ts';

const missing = ENGINES.some(({ name, missing: absent }) => name === 'terraform' && absent);

const CODE = `${REQUIRED}
provider "aws" { region = "eu-west-1" }
provider "aws" {
  alias  = "north"
  region = "eu-north-1"
}
resource "light_thing" "a" {
  name    = "a"
  strings = ["x", "y"]
  labels  = { team = "shop" }
  secret  = "s3cr3t"
  number  = 1
  rules {
    name = "web"
    port = 443
  }
}
resource "light_thing" "ignored" {
  name   = "ignored"
  number = 1
  lifecycle {
    ignore_changes = [number]
  }
}
resource "aws_sqs_queue" "north" {
  provider = aws.north
  name     = "north"
}
resource "aws_sqs_queue" "many" {
  for_each = toset(["one", "two"])
  name     = each.key
}
module "part" {
  for_each = toset(["p", "q"])
  source   = "../modules/part"
  name     = each.key
}
output "number" { value = light_thing.a.number }
output "secret" {
  value     = light_thing.a.secret
  sensitive = true
}
`;
const MODULE = `
terraform {
  required_providers {
    light = { source = "kedge/light" }
  }
}
variable "name" { type = string }
resource "light_thing" "inner" {
  name = "part-\${var.name}"
}
`;

interface Case {
  readonly name: string;
  readonly arrange: (fixture: FastFixture) => Promise<unknown>;
  readonly exitCode: number;
}
const code = (change: (text: string) => string) => (fixture: FastFixture) =>
  fixture.write({ 'stack/main.tf': change(CODE) });
const console =
  (type: string, id: string, patch: Parameters<FastFixture['change']>[2]) => (fixture: FastFixture) =>
    fixture.change(type, id, patch);
const both =
  (...steps: readonly Case['arrange'][]) =>
  async (fixture: FastFixture): Promise<void> => {
    for (const step of steps) await step(fixture);
  };
const without = (block: RegExp) => code((text) => text.replace(block, ''));

const CASES: readonly Case[] = [
  { name: 'nothing changed', arrange: () => Promise.resolve(), exitCode: 0 },
  { name: 'an attribute', arrange: console('light_thing', 'a', { number: 2 }), exitCode: 2 },
  { name: 'a list', arrange: console('light_thing', 'a', { strings: ['y', 'z', 'x'] }), exitCode: 2 },
  {
    name: 'a map',
    arrange: console('light_thing', 'a', { labels: { team: 'ops', more: '1' } }),
    exitCode: 2,
  },
  {
    name: 'a set of blocks',
    arrange: console('light_thing', 'a', { rules: [{ name: 'ssh', port: 22 }] }),
    exitCode: 2,
  },
  { name: 'a secret', arrange: console('light_thing', 'a', { secret: 'other' }), exitCode: 2 },
  { name: 'what the code ignores', arrange: console('light_thing', 'ignored', { number: 9 }), exitCode: 0 },
  {
    name: 'a resource of an alias',
    arrange: console('aws_sqs_queue', 'https://sqs.eu-west-1.amazonaws.com/000000000000/north', {
      visibility_timeout_seconds: 99,
    }),
    exitCode: 2,
  },
  { name: 'a resource in a module', arrange: console('light_thing', 'part-p', { flag: true }), exitCode: 2 },
  { name: 'a deletion', arrange: (fixture) => fixture.removeObject('light_thing', 'a'), exitCode: 2 },
  {
    name: 'code that nobody applied',
    arrange: code((text) => text.replace('number  = 1', 'number  = 7')),
    exitCode: 2,
  },
  {
    name: 'code and console at once',
    arrange: both(
      code((text) => text.replace('number  = 1', 'number  = 7')),
      console('light_thing', 'a', { number: 3 }),
    ),
    exitCode: 2,
  },
  {
    name: 'a replacement',
    arrange: code((text) => text.replace('name     = "north"', 'name     = "south"')),
    exitCode: 2,
  },
  {
    name: 'an orphan of a type that only the state names',
    arrange: both(
      without(/resource "aws_sqs_queue" "north" \{[^}]*\}/),
      without(/resource "aws_sqs_queue" "many" \{[^}]*\}/),
      code((text) => text.replaceAll(/resource "aws_sqs_queue" "\w+" \{[^}]*\}/g, '')),
    ),
    exitCode: 2,
  },
  {
    name: 'a moved resource',
    arrange: code(
      (text) =>
        `${text.replace('"light_thing" "ignored"', '"light_thing" "renamed"')}\nmoved {\n  from = light_thing.ignored\n  to   = light_thing.renamed\n}\n`,
    ),
    exitCode: 2,
  },
  {
    name: 'a resource moved to another type',
    arrange: code(
      (text) =>
        `${text.replace(/resource "aws_sqs_queue" "north" \{[^}]*\}/, 'resource "light_thing" "north" { name = "north" }')}\nmoved {\n  from = aws_sqs_queue.north\n  to   = light_thing.north\n}\n`,
    ),
    exitCode: 2,
  },
  {
    name: 'a removed block',
    arrange: code(
      (text) =>
        `${text.replace(/resource "light_thing" "ignored" \{[\s\S]*?\n\}\n/, '')}\nremoved {\n  from = light_thing.ignored\n  lifecycle { destroy = false }\n}\n`,
    ),
    exitCode: 2,
  },
  {
    name: 'an import block',
    arrange: both(
      code(
        (text) =>
          `${text}\nresource "light_thing" "b" { name = "part-q" }\nimport {\n  to = light_thing.b\n  id = "part-q"\n}\n`,
      ),
    ),
    exitCode: 2,
  },
  {
    name: 'a new module instance',
    arrange: code((text) => text.replace('["p", "q"]', '["p", "q", "r"]')),
    exitCode: 2,
  },
  {
    name: 'a check that fails',
    arrange: code(
      (text) =>
        `${text}\ncheck "number" {\n  assert {\n    condition     = light_thing.a.number == 5\n    error_message = "not five"\n  }\n}\n`,
    ),
    exitCode: 0,
  },
  {
    name: 'a data source',
    arrange: both(
      code(
        (text) =>
          `${text}\ndata "light_lookup" "l" { name = "found" }\noutput "found" { value = data.light_lookup.l.value }\n`,
      ),
      addLookup,
    ),
    exitCode: 2,
  },
  {
    name: 'a data source that is not there',
    arrange: code((text) => `${text}\ndata "light_lookup" "l" { name = "lost" }\n`),
    exitCode: 1,
  },
  { name: 'a missing argument', arrange: code((text) => text.replace('  name    = "a"\n', '')), exitCode: 1 },
  {
    name: 'a refused provider setting',
    arrange: code((text) => text.replace('region = "eu-west-1"', 'nowhere = "eu-west-1"')),
    exitCode: 1,
  },
  {
    name: 'a provider that warns of its configuration',
    arrange: async (fixture) => {
      // An acceptance counts for one environment: the provider did not warn in the one of the other cases.
      fixture.env['LIGHT_WARNS'] = '1';
      await fixture.faults({ warnOnConfig: true });
    },
    exitCode: 0,
  },
  {
    name: 'a failed precondition',
    arrange: code((text) =>
      text.replace(
        'ignore_changes = [number]',
        'ignore_changes = [number]\n    precondition {\n      condition     = light_thing.a.number == 5\n      error_message = "not five"\n    }',
      ),
    ),
    exitCode: 1,
  },
];

async function addLookup(fixture: FastFixture): Promise<void> {
  await fixture.add('light_lookup', { id: 'found', name: 'found', value: 'v' });
}

describe.skipIf(missing)('a fast plan says what the bare one says (needs terraform on the PATH)', () => {
  let fixture: FastFixture;
  let restore: () => Promise<void>;

  beforeAll(async () => {
    fixture = await createFastFixture();
    await fixture.write({ 'stack/main.tf': CODE, 'modules/part/main.tf': MODULE });
    await fixture.apply();
    restore = await fixture.snapshot();
  });
  beforeEach(() => restore());
  afterAll(() => fixture.remove());

  it.each(CASES)('about $name', async ({ arrange, exitCode }) => {
    await arrange(fixture);
    const compared = await fixture.compare();
    expect(compared.differing, compared.text).toEqual([]);
    expect(compared.exitCode, compared.text).toBe(exitCode);
  });
});
