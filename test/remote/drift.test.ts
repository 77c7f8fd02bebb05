import { afterEach, beforeEach, expect, it } from 'vitest';
import { onBothDatabases } from '#test/both-databases.ts';
import { dataServer, daysAgo, drift, type DataServer } from '../http/data-server.ts';
import { hex } from '../store/fixtures.ts';
import { kedgeHere } from './kedge-here.ts';

onBothDatabases('kedge drift of a server', (database) => {
  let on: DataServer;
  beforeEach(async () => {
    on = await dataServer(database());
    await on.found('shop', [
      drift(1, { difference: { severity: 'critical', address: 'aws_security_group.web' } }),
      drift(2, { stack: 'envs/prod', difference: { severity: 'low', address: 'aws_security_group.api' } }),
      drift(3, { state: 'verified', closedAt: daysAgo(1), difference: { address: 'aws_iam_role.ci' } }),
    ]);
    await on.found('lab', [
      drift(1, { stack: 'app', difference: { address: 'aws_security_group.web' } }),
      drift(0xabcd, { stack: 'app', difference: { address: 'aws_sqs_queue.jobs["a/b"]' } }),
    ]);
  }, 300_000);
  afterEach(() => on.close(), 120_000);

  const kedge = (args: readonly string[], token = on.admin) =>
    kedgeHere(args, { env: { KEDGE_SERVER: on.server.url, KEDGE_TOKEN: token } });

  it('lists the fleet in the table of the local command, each stack under its source', async () => {
    const { stdout, stderr, exitCode } = await kedge(['drift']);
    expect([stderr, exitCode]).toEqual(['', 0]);
    expect(stdout).toMatch(/^ID +SEVERITY +AGE +STATE +STACK/);
    expect(stdout).toMatch(/shop\/000000000001 +CRITICAL .* shop\/net\s+aws_security_group\.web/);
    expect(stdout).toMatch(/LOW .* shop\/envs\/prod\s+aws_security_group\.api/);
    expect(stdout).toContain('4 differences');
    expect(stdout).not.toContain('aws_iam_role.ci');
  });

  it('narrows it by stack, source, severity and state, and goes on where it ended', async () => {
    const listed = async (...args: readonly string[]) => {
      const { stdout, stderr } = await kedge(['drift', 'list', '--json', ...args]);
      expect([args, stderr]).toEqual([args, '']);
      const page = JSON.parse(stdout) as {
        readonly next: string | null;
        readonly differences: readonly { readonly source: string; readonly fingerprint: string }[];
      };
      return { next: page.next, ids: page.differences.map((one) => `${one.source} ${one.fingerprint}`) };
    };
    expect((await listed('--stack', 'shop/envs/prod')).ids).toEqual([`shop ${hex(2)}`]);
    expect((await listed('--stack', 'lab')).ids).toEqual([`lab ${hex(1)}`, `lab ${hex(0xabcd)}`]);
    expect((await listed('--severity', 'critical')).ids).toEqual([`shop ${hex(1)}`]);
    expect((await listed('--state', 'verified')).ids).toEqual([`shop ${hex(3)}`]);
    expect((await listed('--all')).ids).toHaveLength(5);
    const first = await listed('--limit', '3');
    expect(first.ids).toHaveLength(3);
    expect((await listed('--after', first.next ?? '')).ids).toHaveLength(1);
  });

  it('says that a stack does not exist, in place of an empty list', async () => {
    const { stdout, stderr, exitCode } = await kedge(['drift', '--stack', 'shop/nowhere']);
    expect([stdout, exitCode]).toEqual(['', 1]);
    expect(stderr).toContain('The server shows you no stack shop/nowhere.');
  });

  it('shows the life of one by the start of its fingerprint, by its address and by its source', async () => {
    for (const id of ['00000000abcd'.slice(0, 11), 'aws_sqs_queue.jobs["a/b"]', `lab/${hex(0xabcd)}`]) {
      const { stdout, stderr } = await kedge(['drift', 'show', id]);
      expect([id, stderr]).toEqual([id, '']);
      expect(stdout).toContain('stack     lab/app');
      expect(stdout).toContain('reality');
      expect(stdout).toContain('overdue: older than the objective of 1d');
    }
    expect((await kedge(['drift', 'show', hex(3)])).stdout).toContain('status    verified');
  });

  it('never guesses which source is meant', async () => {
    const { stderr, exitCode } = await kedge(['drift', 'show', 'aws_security_group.web']);
    expect(exitCode).toBe(1);
    expect(stderr).toContain(
      'is known in 2 sources. Say which is meant: shop/aws_security_group.web, lab/aws_security_group.web.',
    );
    const shop = await kedge(['drift', 'show', 'shop/aws_security_group.web', '--json']);
    expect(JSON.parse(shop.stdout)).toMatchObject({ source: 'shop', stack: 'net', state: 'open' });
  });

  it('tells nobody of stacks that are not theirs', async () => {
    const { token } = await on.server.person('Vera', [{ team: 'web', role: 'viewer' }]);
    expect((await kedge(['drift'], token)).stdout).not.toMatch(/lab\/|shop\/net/);
    for (const id of [hex(0xabcd), 'aws_sqs_queue.jobs["a/b"]', `lab/${hex(0xabcd)}`]) {
      expect((await kedge(['drift', 'show', id], token)).stderr).toContain('No difference is known as');
    }
  });

  it('judges the fleet by the objectives of its sources', async () => {
    const { stdout, exitCode } = await kedge(['drift', 'slo', '--json', '--window', '7d']);
    expect(exitCode).toBe(5);
    expect(JSON.parse(stdout)).toMatchObject({ window_ms: 7 * 86_400_000, verdict: 'missed' });
    expect((await kedge(['drift', 'slo'])).stdout).toContain('1 of 1 objective missed.');
  });

  it('refuses what is about this machine alone', async () => {
    const { stderr, exitCode } = await kedge(['drift', '--dir', '/tmp']);
    expect(exitCode).toBe(1);
    expect(stderr).toContain('Cannot use --dir when a server is asked');
  });
});
