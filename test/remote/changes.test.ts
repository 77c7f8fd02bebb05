import { expect, it } from 'vitest';
import { changeServer } from '../changes/change-server.ts';
import { kedgeHere } from './kedge-here.ts';
import { signIn } from './signed-in.ts';

const MINUTES = 10 * 60_000;

it(
  'a change of a server is opened, checked, started, held and closed by the command line',
  async () => {
    const on = await changeServer();
    const http = await on.serve();
    const work = await on.work();
    try {
      const link = await http.signInLink({ name: 'Ana Diaz', email: 'ana@example.com' });
      const person = await signIn({ url: http.url, link });
      const token = await person.token(['read', 'fix', 'approve', 'manage']);
      const kedge = async (code: number, ...args: readonly string[]): Promise<string> => {
        const run = await kedgeHere(args, { env: { KEDGE_SERVER: http.url, KEDGE_TOKEN: token } });
        expect([args, run.exitCode, run.exitCode === code ? '' : run.stdout + run.stderr]).toEqual([
          args,
          code,
          '',
        ]);
        return run.stdout + run.stderr;
      };

      expect(await kedge(0, 'change')).toContain('No change is live.');
      expect(await kedge(1, 'change', 'show', 'checkout-42')).toContain('shows you no change checkout-42');
      await on.declare('checkout-42');
      expect(await kedge(0, 'change', 'open', 'shop/changes/checkout-42.yaml')).toContain(
        'was opened and checked.',
      );
      expect(await kedge(0, 'change', 'list')).toMatch(/^shop\/checkout-42 +ready /);
      expect(await kedge(0, 'change', 'check', 'checkout-42')).toContain('shop/checkout-42 is ready.');
      const shown = await kedge(0, 'change', 'show', 'shop/checkout-42');
      expect(shown).toMatch(/\nsteps\n {2}1\. .*: to come\n/);
      expect(shown).toMatch(/\nchecks of .*\n✓ /);
      expect(JSON.parse(await kedge(0, 'change', 'show', 'checkout-42', '--json'))).toMatchObject({
        source: 'shop',
        id: 'checkout-42',
        state: 'ready',
        checks: { green: true },
      });

      await kedge(0, 'change', 'start', 'checkout-42');
      await on.until('checkout-42', ({ state }) => state !== 'ready');
      expect(await kedge(0, 'change', 'hold', 'checkout-42', '--reason', 'the page is slow')).toContain(
        'shop/checkout-42 is holding.',
      );
      expect(await kedge(0, 'change', 'abort', 'checkout-42', '--reason', 'the build is broken')).toMatch(
        /shop\/checkout-42 is (?:reverting|aborted)\./,
      );
      expect(await kedge(4, 'change', 'promote', 'checkout-42', '--reason', 'it is quiet again')).not.toBe(
        '',
      );
      expect(await kedge(1, 'change', 'watch', 'checkout-42')).toContain('It drives its changes by itself');
    } finally {
      await work.stop();
      await http.stop();
    }
  },
  MINUTES,
);
