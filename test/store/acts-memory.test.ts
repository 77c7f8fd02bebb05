import { expect, it } from 'vitest';
import { verifyChain } from '#domain/audit/audit-chain.ts';
import { onBothDatabases } from '#test/both-databases.ts';
import { at, decision, facts, fixRun, hex, record, remember, scan, stack } from './fixtures.ts';

onBothDatabases('the memory of stacks and scans', (database) => {
  it('keeps a stack with its last scan and its moves, in the order of names', async () => {
    const memory = await database().memory();
    const known = stack('net', { lastScan: scan('s2'), moves: [{ from: 'a.b', to: 'a.c' }] });
    const unread = stack('app', { owner: null });
    await memory.change(async (change) => {
      await change.saveStack(known);
      await change.addScan(scan('s2'));
      await change.saveStack(unread);
    });
    expect(await memory.stacks()).toStrictEqual([unread, known]);
    expect(await memory.findStack('net')).toStrictEqual(known);
    expect(await memory.findStack('none')).toBeNull();
    await memory.change((change) => change.saveStack({ ...known, path: 'elsewhere', lastScan: null }));
    expect(await memory.findStack('net')).toStrictEqual({ ...known, path: 'elsewhere', lastScan: null });
  });

  it('takes a scan in once, and tells those since an instant', async () => {
    const memory = await database().memory();
    const early = scan('s1', { at: at(1), status: 'unknown', unknown: 'locked', evidence: null });
    const late = scan('s2', { at: at(2) });
    const has = await memory.change(async (change) => {
      await change.saveStack(stack('net'));
      await change.addScan(late);
      await change.addScan(early);
      return [await change.hasScan('s1'), await change.hasScan('s3')];
    });
    expect(has).toStrictEqual([true, false]);
    expect(await memory.scansSince(at(0))).toStrictEqual([early, late]);
    expect(await memory.scansSince(at(2))).toStrictEqual([late]);
    await expect(memory.change((change) => change.addScan(early))).rejects.toThrow('scan_pkey');
  });
});

onBothDatabases('the memory of decisions', (database) => {
  it('keeps a decision and what becomes of it', async () => {
    const memory = await database().memory();
    const first = decision('d1', { at: at(1) });
    const second = decision('d2', {
      at: at(2),
      kind: 'accept',
      until: '2026-12-31',
      channel: null,
      approvals: [],
      subjects: [],
    });
    await memory.change(async (change) => {
      await change.saveDecision(second);
      await change.saveDecision(first);
    });
    expect(await memory.decisionsInForce()).toStrictEqual([first, second]);
    expect(await memory.decisionsSince(at(2))).toStrictEqual([second]);
    const carriedOut = { ...first, inForce: false, record: 'decisions/0001-revert.md' };
    await memory.change((change) => change.saveDecision(carriedOut));
    expect(await memory.findDecision('d1')).toStrictEqual(carriedOut);
    expect(await memory.findDecision('d9')).toBeNull();
    expect(await memory.decisionsInForce()).toStrictEqual([second]);
    expect(await memory.decisionsSince(at(0))).toStrictEqual([carriedOut, second]);
  });

  it('takes none from nobody', async () => {
    const memory = await database().memory();
    await expect(memory.change((change) => change.saveDecision(decision('d1', { by: '' })))).rejects.toThrow(
      'decision_by_check',
    );
  });
});

onBothDatabases('the memory of runs', (database) => {
  it('starts one run of a stack at a time and names the one that lives', async () => {
    const memory = await database().memory();
    await remember(memory, [record(1, { stack: 'app' })]);
    const first = fixRun('r1');
    expect(await memory.change((change) => change.startRun(first))).toBeNull();
    expect(await memory.change((change) => change.startRun(fixRun('r2')))).toStrictEqual({ holder: first });
    const elsewhere = fixRun('r3', { stack: 'app', startedAt: at(1) });
    expect(await memory.change((change) => change.startRun(elsewhere))).toBeNull();
    expect(await memory.liveRuns()).toStrictEqual([elsewhere, first]);
    expect(await memory.findRun('r2')).toBeNull();
  });

  it('saves every step of a run, and after its end starts the next', async () => {
    const memory = await database().memory();
    await remember(memory, []);
    await memory.change((change) => change.startRun(fixRun('r1')));
    const applying = fixRun('r1', {
      step: 'applying',
      updatedAt: at(30),
      before: { commit: 'c', dirty: true, lineage: 'l', serial: 9 },
      planDigest: 'p',
      applyFolder: '/x/apply',
    });
    expect(await memory.change((change) => change.saveRun(applying))).toBe(true);
    expect(await memory.findRun('r1')).toStrictEqual(applying);
    const ended = { ...applying, step: 'ended', outcome: 'verified', text: 'In sync.' } as const;
    expect(await memory.change((change) => change.saveRun(ended))).toBe(true);
    expect(await memory.liveRuns()).toStrictEqual([]);
    expect(await memory.change((change) => change.startRun(fixRun('r2')))).toBeNull();
    expect(await memory.findRun('r1')).toStrictEqual(ended);
  });

  it('lets nobody write who was taken over, and nobody over a run that has ended', async () => {
    const memory = await database().memory();
    await remember(memory, []);
    await memory.change((change) => change.startRun(fixRun('r1')));
    const save = (over: Parameters<typeof fixRun>[1]): Promise<boolean> =>
      memory.change((change) => change.saveRun(fixRun('r1', over)));
    expect(await save({ attempt: 3 })).toBe(false);
    const holder = { host: 'ci-2', pid: 7, startedAt: 'boot:100' };
    expect(await save({ attempt: 2, holder })).toBe(true);
    expect(await save({ attempt: 1, step: 'applying' })).toBe(false);
    expect(await memory.findRun('r1')).toStrictEqual(fixRun('r1', { attempt: 2, holder }));
    expect(await save({ attempt: 2, step: 'ended', outcome: 'failed', text: 'It failed.' })).toBe(true);
    expect(await save({ attempt: 2, step: 'verifying' })).toBe(false);
    expect(await save({ attempt: 3, step: 'verifying' })).toBe(false);
    expect(await memory.change((change) => change.saveRun(fixRun('r9')))).toBe(false);
  });

  it('takes no run that has ended without an outcome', async () => {
    const memory = await database().memory();
    await remember(memory, []);
    await expect(memory.change((change) => change.startRun(fixRun('r1', { step: 'ended' })))).rejects.toThrow(
      'fix_run_check',
    );
  });
});

onBothDatabases('the audit log', (database) => {
  it('chains what it is given, from 1 and without gaps', async () => {
    const memory = await database().memory();
    expect(await memory.auditHead()).toStrictEqual({ number: 0, hash: '0'.repeat(64) });
    const written = await memory.change(async (change) => [
      await change.appendAudit(facts('a')),
      await change.appendAudit({
        ...facts('b'),
        details: { z: 1, a: { y: [0.1, -0, 1e21], b: 'NUL \0 and \uD83D' } },
      }),
    ]);
    written.push(await memory.change((change) => change.appendAudit(facts('c'))));
    const entries = await memory.auditEntries(0, 10);
    expect(entries).toStrictEqual(written);
    expect(verifyChain(entries, await memory.auditHead())).toMatchObject({ verified: 3 });
    expect(await memory.auditEntries(1, 1)).toStrictEqual(written.slice(1, 2));
  });

  it('sees what was changed behind its back', async () => {
    const memory = await database().memory();
    for (const subject of ['a', 'b', 'c']) {
      await memory.change((change) => change.appendAudit(facts(subject)));
    }
    await database().run('alter table kedge.audit_entry disable trigger all');
    await database().run(`update kedge.audit_entry set actor = 'Nobody' where number = 2`);
    expect(verifyChain(await memory.auditEntries(0, 10), await memory.auditHead())).toMatchObject({
      fault: { number: 2, wrong: 'changed' },
    });
    await database().run('delete from kedge.audit_entry where number > 1');
    expect(verifyChain(await memory.auditEntries(0, 10), await memory.auditHead())).toMatchObject({
      fault: { number: 2, wrong: 'cut off at the end' },
    });
  });
});

onBothDatabases('a change of the memory', (database) => {
  it('is all or nothing', async () => {
    const memory = await database().memory();
    const broken = memory.change(async (change) => {
      await change.saveStack(stack('net'));
      await change.appendAudit(facts('a'));
      throw new Error('stopped');
    });
    await expect(broken).rejects.toThrow('stopped');
    expect(await memory.stacks()).toStrictEqual([]);
    expect(await memory.auditHead()).toMatchObject({ number: 0 });
  });

  it('loses nothing of 20 at once through four handles', async () => {
    const memory = await database().memory();
    const handles = [memory, ...(await Promise.all([2, 3, 4].map(() => database().memory())))];
    await Promise.all(
      Array.from({ length: 20 }, async (_, i) => {
        await (handles[i % 4] ?? memory).change(async (change) => {
          // What is read here must not be changed by another until this one ends.
          const before = await change.findStack('counter');
          await change.appendAudit(facts(String(i)));
          const moves = [...(before?.moves ?? []), { from: String(i), to: 'x' }];
          await change.saveStack(stack('counter', { moves }));
        });
      }),
    );
    expect((await memory.findStack('counter'))?.moves).toHaveLength(20);
    const entries = await memory.auditEntries(0, 100);
    expect(verifyChain(entries, await memory.auditHead())).toMatchObject({ verified: 20 });
    expect(new Set(entries.map(({ subject }) => subject)).size).toBe(20);
  });

  it('sees nothing of another project in the same database', async () => {
    const [one, two] = [await database().memory('one'), await database().memory('two')];
    await remember(one, [record(1)], async (change) => {
      await change.addScan(scan('s1'));
      await change.startRun(fixRun('r1'));
      await change.appendAudit(facts('a'));
      await change.saveDecision(decision('d1'));
    });
    await remember(two, [record(1, { state: 'accepted' })]);
    expect(await two.change((change) => change.hasScan('s1'))).toBe(false);
    expect(await two.change((change) => change.startRun(fixRun('r1')))).toBeNull();
    expect(await two.auditHead()).toMatchObject({ number: 0 });
    expect(await two.decisionsInForce()).toStrictEqual([]);
    expect(await two.eventsSince(at(0))).toStrictEqual([]);
    expect((await one.findDrift(hex(1))).map(({ state }) => state)).toStrictEqual(['open']);
    expect(await database().memory('one')).toBeDefined();
    expect(await (await database().memory('one')).auditHead()).toMatchObject({ number: 1 });
  });

  it('refuses the memory itself inside a change, instead of waiting for itself', async () => {
    const memory = await database().memory();
    const sentence = 'Inside a change of the memory, only what the change itself offers may be used.';
    await expect(memory.change(() => memory.stacks())).rejects.toThrow(sentence);
    await expect(memory.change(() => memory.change(() => Promise.resolve()))).rejects.toThrow(sentence);
    expect(await memory.stacks()).toStrictEqual([]);
  });
});
