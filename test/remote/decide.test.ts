import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { pgliteForTest, type TestDatabase } from '#test/databases.ts';
import { dataServer, drift, settled, type DataServer } from '../http/data-server.ts';
import { hex } from '../store/fixtures.ts';
import { kedgeHere, type Asked } from './kedge-here.ts';

let database: TestDatabase;
let on: DataServer;
let bea: string;
beforeAll(async () => {
  database = await pgliteForTest();
  on = await dataServer(database);
  on.settings.set(
    'lab',
    settled([{ id: 'two', when: 'true', kinds: null, demand: { approvals: 1 }, why: 'two look at it' }]),
  );
  await on.found(
    'shop',
    [1, 2, 3, 4, 5].map((number) => drift(number, { difference: { address: `aws_sqs_queue.q${number}` } })),
  );
  await on.found('lab', [drift(11, { stack: 'app', difference: { address: 'aws_iam_role.ci' } })]);
  bea = (await on.server.person('Bea', [{ team: null, role: 'approver' }])).token;
}, 300_000);
afterAll(async () => {
  await on.close();
  await database.close();
}, 120_000);

const kedge = (args: readonly string[], token = on.admin, asked: Asked = {}) =>
  kedgeHere(args, { ...asked, env: { KEDGE_SERVER: on.server.url, KEDGE_TOKEN: token } });

describe('deciding on a server', () => {
  it('decides as the person whose token it is, and prints what the local command prints', async () => {
    const { stdout, stderr, exitCode } = await kedge([
      'decide',
      hex(1),
      '--revert',
      '--reason',
      'by mistake',
    ]);
    expect([stderr, exitCode]).toEqual(['', 0]);
    expect(stdout).toMatch(
      /^To be reverted: one difference\n {2}000000000001 {2}shop\/net {2}aws_sqs_queue\.q1\..*\n {2}owner @core, decision d-id\d+\n\nNext: kedge fix 000000000001\n$/,
    );
    const shown = await kedge(['drift', 'show', hex(1), '--json']);
    expect(JSON.parse(shown.stdout)).toMatchObject({
      state: 'approved',
      decision: { kind: 'revert', by: 'Root <root@example.com>', reason: 'by mistake' },
    });
  });

  it('says of each difference why it was refused, and decides about the others', async () => {
    const args = [
      'decide',
      hex(2),
      'aws_iam_role.ci',
      '--accept',
      '--until',
      '2026-05-20',
      '--reason',
      'until the migration',
      '--json',
    ];
    const { token } = await on.server.person('Rob', [
      { team: 'core', role: 'responder' },
      { team: null, role: 'viewer' },
    ]);
    const { stdout, stderr, exitCode } = await kedge(args, token);
    expect([exitCode, stderr]).toEqual([4, '']);
    expect(JSON.parse(stdout)).toMatchObject({
      kind: 'accept',
      decided: [{ fingerprint: hex(2), source: 'shop', stack: 'net', state: 'accepted' }],
      refused: [
        { fingerprint: hex(11), source: 'lab', why: 'You have no role that permits this for its team.' },
      ],
      files: [],
    });
  });

  it('takes a decision back for what was named', async () => {
    const both = await kedge(['decide', hex(3), hex(4), '--revert', '--reason', 'both were a mistake']);
    expect([both.stderr, both.exitCode]).toEqual(['', 0]);
    const { stdout, exitCode } = await kedge([
      'decide',
      hex(3),
      hex(5),
      '--withdraw',
      '--reason',
      'not this one, sorry',
    ]);
    expect(exitCode).toBe(4);
    expect(stdout).toContain('Taken back, open again: one difference\n  000000000003');
    expect(stdout).toContain('000000000005  shop/net  aws_sqs_queue.q5');
    expect(stdout).toContain('no decision is in force about it');
    const listed = await kedge(['drift', '--state', 'approved', '--json']);
    expect(listed.stdout).toContain(hex(4));
    expect(listed.stdout).not.toContain(hex(3));
  });

  it('leaves the approval to somebody else, and says who may not', async () => {
    const decided = await kedge([
      'decide',
      'lab/aws_iam_role.ci',
      '--revert',
      '--reason',
      'opened by mistake',
    ]);
    expect(decided.stderr).toBe('');
    expect(decided.stdout).toContain('waiting for approval');
    const own = await kedge(['approve', hex(11)]);
    expect([own.exitCode, own.stdout]).toEqual([4, expect.stringContaining('Refused  00000000000b')]);
    const viewer = (await on.server.person('Vic', [{ team: null, role: 'viewer' }])).token;
    const weak = await kedge(['approve', hex(11)], viewer);
    expect(weak.exitCode).toBe(4);
    expect(weak.stdout).toContain(
      'It takes the role approver for a team, and a token with the scope approve',
    );
    const good = await kedge(['approve', hex(11), '--reason', 'seen', '--json'], bea);
    expect([good.exitCode, JSON.parse(good.stdout)]).toMatchObject([
      0,
      [{ fingerprints: [hex(11)], missing: 0, refused: null, files: [] }],
    ]);
  });

  it('asks about one after the other on a terminal', async () => {
    const answers = ['c', '2026-05-20', 'the migration', 'q'];
    const questions: string[] = [];
    const { stdout, exitCode } = await kedge(['decide'], on.admin, {
      ask: (question) => {
        questions.push(question);
        return Promise.resolve(answers.shift() ?? null);
      },
    });
    expect(exitCode).toBe(0);
    expect(questions).toHaveLength(4);
    expect(stdout).toContain('1 of 2');
    expect(stdout).toContain('Accepted until 2026-05-20: one difference');
  });
});
