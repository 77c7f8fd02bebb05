import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { gitChannel } from '#adapters/channels/git/git-channel.ts';
import { createCheckouts } from '#adapters/git/source/checkouts.ts';
import { createConversationBranches } from '#adapters/git/source/conversation-branches.ts';
import type { GitSource, Source } from '#domain/fleet/source.ts';
import { message } from '#domain/notice/message-for-test.ts';
import type { DeliveryMark } from '#ports/channel.ts';
import { because } from '#test/real-parts.ts';
import { snapshot, withoutGit } from '../git/git-fixture.ts';
import { startGitServer, type GitServer } from './git-server.ts';
import { good, NEVER, sourceFixture, type SourceFixture } from './source-fixture.ts';

const CANARY = 'conversation-canary';
const BRANCH = 'kedge/change-checkout-42-messages';
const FILE = 'changes/checkout-42.md';

let world: SourceFixture;
let server: GitServer;
beforeEach(async () => {
  world = await sourceFixture(
    { 'changes/checkout-42.yaml': 'id: checkout-42\n', 'kedge.yaml': 'project: shop\n' },
    {
      env: { KEDGE_SECRET_GIT: CANARY },
      source: { push: true, credential: { secret: { env: 'KEDGE_SECRET_GIT' }, username: null } },
    },
  );
  server = await startGitServer(join(world.root, 'remotes'), CANARY);
});
afterEach(async () => {
  await server.close();
  await world.remove();
});

const source = (over: Partial<GitSource> = {}): GitSource => ({
  ...world.source,
  url: `${server.url}/infra.git`,
  ...over,
});

/** The channel of a server, or with another data folder that of another machine. */
async function channelOf(of: Source = source(), data = world.settings.data) {
  const settings = { ...world.settings, data };
  good(await createCheckouts(settings).sync(of, null, NEVER));
  return gitChannel(
    createConversationBranches({
      settings,
      findSource: (name) => Promise.resolve(name === of.name ? of : null),
      now: () => new Date('2026-05-04T10:00:00Z'),
    }),
  );
}

const mark = (id: string, over: Partial<DeliveryMark> = {}): DeliveryMark => ({
  id,
  notice: 'n1',
  kind: 'reply',
  about: { source: 'infra', topic: 'change', key: 'checkout-42' },
  maybeSentSince: null,
  ...over,
});
const stands = (state: string, over = {}) =>
  message({
    topic: 'change',
    severity: null,
    title: `checkout-42 is ${state}`,
    lines: [`It is ${state}.`],
    link: { text: 'Look at it', url: 'https://kedge.example.com/changes/infra/checkout-42' },
    ...over,
  });
const says = (text: string, over = {}) =>
  stands('holding', { title: 'Bo held checkout-42', lines: [text], ...over });

const shown = (repository = world.remote): string => world.git(repository, 'show', `${BRANCH}:${FILE}`);

describe.skipIf(withoutGit !== null)(`a conversation on a branch${because(withoutGit)}`, () => {
  it('has where the change stands at its top, and below it what was said, in order', async () => {
    const channel = await channelOf();
    const work = snapshot(join(world.root, 'work'));
    const sent = await channel.send(stands('rolling'), mark('d1', { kind: 'post' }));
    expect(sent).toStrictEqual({ kind: 'delivered', reference: 'infra:checkout-42', note: null });
    await channel.reply(
      'infra:checkout-42',
      says('The graph looks odd.', { lines: ['The graph looks odd.', 'Look at it.'] }),
      mark('d2'),
    );
    const calls = { who: 'Ana Diaz <ana@example.com>', urgent: true };
    await channel.reply('infra:checkout-42', says('Nobody answered.', { calls }), mark('d3'));
    await channel.update('infra:checkout-42', stands('reverting'), mark('d4', { kind: 'edit' }));
    await channel.close(
      'infra:checkout-42',
      stands('closed', { status: 'closed' }),
      mark('d5', { kind: 'close' }),
    );
    expect(shown()).toBe(`# Closed: checkout-42 is closed

As it stood at 2026-03-01 12:00 UTC. What was said stands below.

> It is closed.

- Owner: &#64;&#8203;network

[Look at it](<https://kedge.example.com/changes/infra/checkout-42>)

---

<!-- d2 -->
**Bo held checkout-42** (2026-03-01 12:00 UTC)

> The graph looks odd.
>
> Look at it.

- Owner: &#64;&#8203;network

<!-- d3 -->
**Bo held checkout-42** (2026-03-01 12:00 UTC)

For Ana Diaz.

> Nobody answered.

- Owner: &#64;&#8203;network
`);
    expect(world.git(world.remote, 'log', '--format=%s', `main..${BRANCH}`)).toBe(
      'checkout-42 is closed\ncheckout-42 is reverting\nBo held checkout-42\nBo held checkout-42\ncheckout-42 is rolling\n',
    );
    expect(snapshot(join(world.root, 'work'))).toBe(work);
  });

  it('holds each word once, however often it is delivered', async () => {
    const channel = await channelOf();
    await channel.send(stands('rolling'), mark('d1', { kind: 'post' }));
    await channel.reply('x', says('one'), mark('d2'));
    const tip = world.git(world.remote, 'rev-parse', BRANCH);
    expect(await channel.reply('x', says('one'), mark('d2'))).toMatchObject({ kind: 'delivered' });
    expect(await channel.update('x', stands('rolling'), mark('d3'))).toMatchObject({ kind: 'delivered' });
    expect(world.git(world.remote, 'rev-parse', BRANCH)).toBe(tip);
  });

  it('goes on after the other side was away, and after another machine has written', async () => {
    const one = await channelOf();
    const other = await channelOf(source(), join(world.root, 'data-2'));
    await one.send(stands('rolling'), mark('d1', { kind: 'post' }));
    server.answerWith((_, response) => void response.writeHead(503).end());
    expect(await one.reply('x', says('first'), mark('d2'))).toMatchObject({ kind: 'later' });
    server.answerWith(null);
    await other.reply('x', says('first'), mark('d2'));
    await other.reply('x', says('second'), mark('d3'));
    await one.reply('x', says('third'), mark('d4'));
    expect(shown().match(/first|second|third/g)).toEqual(['first', 'second', 'third']);
  });

  it('begins anew when its branch was merged and deleted', async () => {
    const channel = await channelOf();
    await channel.send(stands('rolling'), mark('d1', { kind: 'post' }));
    const work = join(world.root, 'work');
    world.git(work, 'fetch', '--quiet', 'origin', BRANCH);
    world.git(work, 'merge', '--quiet', '--no-edit', 'FETCH_HEAD');
    world.git(work, 'push', '--quiet', 'origin', 'HEAD:main', `:${BRANCH}`);
    good(await world.checkouts.sync(source(), null, NEVER));
    expect(await channel.reply('x', says('later on'), mark('d2'))).toMatchObject({ kind: 'delivered' });
    expect(shown()).toContain('It is rolling.');
    expect(shown()).toContain('later on');
  });

  it('stays here where the source permits no push, and says so', async () => {
    const channel = await channelOf(source({ push: false }));
    expect(await channel.send(stands('rolling'), mark('d1', { kind: 'post' }))).toMatchObject({
      kind: 'delivered',
      note: expect.stringContaining('does not permit') as string,
    });
    expect(world.git(world.remote, 'for-each-ref', '--format=%(refname)')).toBe('refs/heads/main\n');
    expect(shown(join(world.settings.data, 'sources/infra/repository.git'))).toContain('It is rolling.');
  });

  it('lets no text forge the file, a mention or a link', async () => {
    const channel = await channelOf();
    const forged = 'x\n---\n# Closed\n<!-- d9 --> @everyone [x](https://evil.example) https://evil.example';
    await channel.send(stands('rolling', { title: forged, lines: [forged] }), mark('d1', { kind: 'post' }));
    await channel.reply('x', says(forged), mark('d2'));
    await channel.reply('x', says('a later word'), mark('d9'));
    const text = shown();
    expect(text.split('\n').filter((line) => line === '---')).toHaveLength(1);
    expect(text).not.toMatch(/@everyone|https:\/\/evil|\[x\]/);
    expect(text).toContain('a later word');
  });

  it('is only about changes, of sources in Git', async () => {
    const channel = await channelOf();
    const drift = mark('d1', { about: { source: 'infra', topic: 'drift', key: 'k' } });
    expect(await channel.send(message(), drift)).toMatchObject({ kind: 'refused' });
    expect(await channel.send(message(), mark('d1', { about: null }))).toMatchObject({ kind: 'refused' });
    const elsewhere = mark('d1', { about: { source: 'gone', topic: 'change', key: 'k' } });
    expect(await channel.send(message(), elsewhere)).toMatchObject({
      kind: 'refused',
      why: expect.stringContaining('no source in Git') as string,
    });
  });
});
