import { describe, expect, it } from 'vitest';
import { CANARIES } from '#test/canaries.ts';
import { renderValue } from '../edit/render-value.ts';
import { secretPlaces } from './secret-places.ts';

const INSIDE = { lineEnd: '\n', indent: '  ', step: '  ' } as const;

const resource = (body: string): string => `resource "aws_x" "y" {\n${body}\n}\n`;

describe('a secret in configuration', () => {
  it.each([
    ['password = "correct-horse"', ['password']],
    ['tags = {\n  db_password = "correct-horse"\n}', ['tags.db_password']],
    [
      'environment {\n  variables = {\n    API_TOKEN = "correct-horse"\n  }\n}',
      ['environment[0].variables.API_TOKEN'],
    ],
    ['policy = jsonencode({\n  a        = [1]\n  password = "correct-horse"\n})', ['policy']],
    ['doc = jsonencode([{ name = "DB_PASSWORD", value = "correct-horse" }])', ['doc']],
    ['env = [{\n  name  = "DB_PASSWORD"\n  value = "correct-horse"\n}]', ['env[0].value']],
    ['script = <<-EOT\n    export DB_PASSWORD=correct-horse\n  EOT', ['script']],
    ['command = "run --password=correct-horse $${x}"', ['command']],
  ])('is named where it stands: %s', async (body, places) => {
    expect(await secretPlaces(resource(body))).toEqual(places);
  });

  it('is not what is none', async () => {
    const body = `name = "jobs"
  arn = "arn:aws:sqs:eu-west-1:000000000000:jobs"
  password_length = 12
  password = null
  policy = jsonencode({ Version = "2012-10-17", Statement = [{ Action = "sqs:*", Effect = "Allow" }] })
  tags = { Team = "core" }`;
    expect(await secretPlaces(resource(body))).toEqual([]);
  });

  it.each(
    CANARIES.map((canary) => canary.place(canary.secret))
      .filter(({ masked }) => masked !== true)
      .map(({ attribute, before }) => `${attribute} = ${renderValue(before, 'hcl', INSIDE)}`),
  )('is found in every shape that the reports are checked against: %s', async (body) => {
    expect(await secretPlaces(resource(`  ${body}`))).not.toEqual([]);
  });

  it('may be anywhere in what cannot be read', async () => {
    expect(await secretPlaces('resource "a" {')).toEqual(['the whole block']);
  });
});
