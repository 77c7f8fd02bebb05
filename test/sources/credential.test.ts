import { execFileSync } from 'node:child_process';
import { readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { because } from '#test/real-parts.ts';
import { withoutGit } from '../git/git-fixture.ts';
import { startGitServer, type GitServer } from './git-server.ts';
import { good, NEVER, sourceFixture, type SourceFixture } from './source-fixture.ts';

const CANARY = 'kdg-canary/7f"$(id)\'%41@:x';

let world: SourceFixture;
let server: GitServer;
beforeEach(async () => {
  world = await sourceFixture(
    { 'main.tf': 'a = 1\n' },
    {
      env: { KEDGE_SECRET_GIT: CANARY, OTHER_SECRET: 'other-canary' },
      source: { push: true, credential: { secret: { env: 'KEDGE_SECRET_GIT' }, username: 'bot' } },
    },
  );
  server = await startGitServer(join(world.root, 'remotes'), CANARY);
});
afterEach(async () => {
  await server.close();
  await world.remove();
});

const source = (change: Partial<SourceFixture['source']> = {}) => ({
  ...world.source,
  url: `${server.url}/infra.git`,
  ...change,
});

/** In any of the shapes that it could take on its way. */
function expectNoCanary(text: string): void {
  const header = Buffer.from(`bot:${CANARY}`).toString('base64');
  for (const shape of [CANARY, header, encodeURIComponent(CANARY)]) expect(text.includes(shape)).toBe(false);
}

async function everythingBelow(folder: string): Promise<string> {
  const files = (await readdir(folder, { recursive: true, withFileTypes: true })).filter((entry) =>
    entry.isFile(),
  );
  return (await Promise.all(files.map((file) => readFile(join(file.parentPath, file.name), 'latin1')))).join(
    '\n',
  );
}

describe.skipIf(withoutGit !== null)(`a credential${because(withoutGit)}`, () => {
  it('signs in for fetch and push, and is nowhere on the disk and in no log', async () => {
    const { commit } = good(await world.checkouts.sync(source(), null, NEVER));
    const home = join(world.settings.data, 'sources/infra');
    world.git(join(home, 'repository.git'), 'update-ref', 'refs/heads/kedge/adopt-1', String(commit));
    expect(await world.checkouts.publish(source(), 'kedge/adopt-1', NEVER)).toBeNull();
    expect(world.git(world.remote, 'rev-parse', 'kedge/adopt-1').trim()).toBe(commit);
    expect(server.asked).toContain('bot');
    expectNoCanary(await everythingBelow(world.root));
    expectNoCanary(world.log.join('\n'));
  });

  it('is in no word of a command while Git runs', async () => {
    let seen = '';
    server.answerWith((_, response) => {
      seen += execFileSync('ps', ['-eo', 'args'], { encoding: 'utf8' });
      response.writeHead(401, { 'WWW-Authenticate': 'Basic realm="git"' }).end();
    });
    expect(await world.checkouts.sync(source(), null, NEVER)).toHaveProperty('problem');
    expect(seen).toContain('git-remote-http');
    expectNoCanary(seen);
  });

  it('that is refused is named by its place, and nobody is asked for another', async () => {
    const wrong = source({ credential: { secret: { env: 'OTHER_SECRET' }, username: null } });
    const refused = await world.checkouts.sync(wrong, null, NEVER);
    expect(refused).toEqual({ problem: expect.stringContaining('Authentication failed') as string });
    expect(JSON.stringify(refused)).not.toContain('other-canary');
    const none = source({ credential: { secret: { env: 'KEDGE_SECRET_NONE' }, username: null } });
    expect(await world.checkouts.sync(none, null, NEVER)).toEqual({
      problem:
        'Could not fetch infra: Could not sign in for infra with the variable KEDGE_SECRET_NONE. It is not set.',
    });
    const anonymous = await world.checkouts.sync(source({ credential: null }), null, NEVER);
    expect(anonymous).toEqual({ problem: expect.stringContaining('could not read Username') as string });
  });

  it('is hidden in what a server throws back', async () => {
    server.answerWith((request, response) => {
      const header = request.headers.authorization;
      if (header === undefined) response.writeHead(401, { 'WWW-Authenticate': 'Basic realm="git"' }).end();
      else {
        response
          .writeHead(500, { 'Content-Type': 'text/plain' })
          .end(`you sent ${header} which is ${CANARY} or ${encodeURIComponent(CANARY)}\n`);
      }
    });
    const answer = JSON.stringify(await world.checkouts.sync(source(), null, NEVER));
    expect(answer).toContain('[hidden]');
    expectNoCanary(answer);
    expectNoCanary(world.log.join('\n'));
  });

  it('does not follow a redirect to another host', async () => {
    const thief = await startGitServer(join(world.root, 'remotes'), CANARY);
    try {
      server.answerWith((request, response) => {
        response.writeHead(302, { Location: `${thief.url}${request.url ?? ''}` }).end();
      });
      expect(await world.checkouts.sync(source(), null, NEVER)).toHaveProperty('problem');
      expect(thief.asked.filter((user) => user !== null)).toEqual([]);
    } finally {
      await thief.close();
    }
  });

  it('is of no use to a helper of whoever runs the server, nor to a program that asks', async () => {
    const spy = join(world.root, 'spy');
    world.git(world.root, 'config', '--global', 'credential.helper', `!f() { cat >> ${spy}; }; f`);
    world.git(world.root, 'config', '--global', 'core.askPass', `${spy}-asks`);
    good(await world.checkouts.sync(source(), null, NEVER));
    expect(await readdir(world.root)).not.toContain('spy');
  });
});

describe.skipIf(withoutGit !== null)(`a push${because(withoutGit)}`, () => {
  it("is made of Kedge's own branches alone, where it is permitted, and never by force", async () => {
    const { commit } = good(await world.checkouts.sync(source(), null, NEVER));
    const repository = join(world.settings.data, 'sources/infra/repository.git');
    world.git(repository, 'update-ref', 'refs/heads/kedge/x', String(commit));
    expect(await world.checkouts.publish(source({ push: false }), 'kedge/x', NEVER)).toContain(
      'does not permit it',
    );
    expect(await world.checkouts.publish(source(), 'main', NEVER)).toContain('of its own');
    expect(await world.checkouts.publish(source(), 'kedge/none', NEVER)).toContain('kedge/none');
    await world.push({ 'main.tf': 'a = 9\n' }, 'kedge/x');
    expect(await world.checkouts.publish(source(), 'kedge/x', NEVER)).toContain('fetch first');
  });
});
