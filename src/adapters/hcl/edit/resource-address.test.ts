import { expect, it } from 'vitest';

import { parseAddress } from './resource-address.ts';

it.each([
  ['aws_sqs_queue.jobs', [], 'jobs', null],
  ['aws_sqs_queue.jobs[0]', [], 'jobs', 0],
  ['module.a.aws_sqs_queue.jobs["x"]', [['a', null]], 'jobs', 'x'],
  [
    String.raw`module.a["e.u\"]"].module.b[2].aws_sqs_queue.jobs["$`.concat('${x}"]'),
    [
      ['a', 'e.u"]'],
      ['b', 2],
    ],
    'jobs',
    '${x}',
  ],
])('reads %s', (text, modules, name, key) => {
  const address = parseAddress(text);
  expect(address?.modules.map((module) => [module.name, module.key])).toEqual(modules);
  expect(address).toMatchObject({ type: 'aws_sqs_queue', name, key });
});

it.each(['output.url', 'data.aws_ami.x', 'module.a', '', 'aws_sqs_queue', 'a.b.c'])(
  'takes %j for none',
  (text) => {
    expect(parseAddress(text)).toBeNull();
  },
);
