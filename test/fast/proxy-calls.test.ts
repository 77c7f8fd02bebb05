import { mkdir, mkdtemp, readdir, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { attachProvider, type AttachedProvider } from '#adapters/engines/terraform/fast/attached-provider.ts';
import { openFastCaches, type FastCaches } from '#adapters/engines/terraform/fast/fast-caches.ts';
import { connectGrpc, type GrpcClient } from '#adapters/engines/terraform/fast/grpc-client.ts';
import { EMPTY_MESSAGE, unframeMessage } from '#adapters/engines/terraform/fast/grpc-frame.ts';
import { listPackage } from '#adapters/engines/terraform/fast/package-files.ts';
import { openPrivateCache } from '#platform/private-cache.ts';
import { writePackage } from '#test/light-provider/installed-provider.ts';
import { because, realParts, skipReason } from '#test/real-parts.ts';

const UNIMPLEMENTED = 12;
const FAILED_PRECONDITION = 9;
const IDENTITIES = 'GetResourceIdentitySchemas';
const parts = await realParts();
const withoutAws = skipReason(parts, ['aws-provider']);

/** One provider program behind its proxy, and a client in the place of an engine of any version. */
describe.skipIf(process.platform !== 'linux')('the proxy on the wire (needs Linux)', () => {
  let root: string;
  let caches: FastCaches;
  let calls: string;
  let doubts: string[];
  let attached: AttachedProvider | null;
  let client: GrpcClient | null;

  beforeEach(async () => {
    root = await realpath(await mkdtemp(join(tmpdir(), 'kedge-wire-')));
    await mkdir(join(root, 'run'), { mode: 0o700 });
    const opened = await openPrivateCache({ KEDGE_CACHE_DIR: join(root, 'cache') });
    if ('refused' in opened) throw new Error(opened.refused);
    caches = await openFastCaches(opened.cache);
    calls = join(root, 'calls.log');
    doubts = [];
    attached = null;
    client = null;
  });
  afterEach(async () => {
    client?.close();
    await attached?.close();
    await rm(root, { recursive: true, force: true });
  });

  const env = () => ({
    PATH: process.env['PATH'] ?? '',
    HOME: root,
    LIGHT_CLOUD: join(root, 'cloud.json'),
    LIGHT_CALLS: calls,
  });
  const lightProgram = (): Promise<string> => writePackage(join(root, 'mirror'), 'kedge/light');
  const identityProgram = async (word: string): Promise<string> => {
    const file = join(root, 'identity', 'terraform-provider-identity');
    await mkdir(join(root, 'identity'));
    const program = join(import.meta.dirname, 'identity-program.ts');
    await writeFile(file, `#!/bin/sh\nexec '${process.execPath}' '${program}' ${word}\n`, { mode: 0o755 });
    return file;
  };
  const attach = async (executable: string, wanted: readonly string[] = []): Promise<void> => {
    const files = await listPackage(join(executable, '..'));
    attached = await attachProvider(
      {
        isWanted: (type) => wanted.includes(type),
        pace: { engine: {}, provider: {} },
        engineEnv: env(),
        cwd: root,
        folder: join(root, 'run'),
        noteGroup: () => Promise.resolve(),
        signal: new AbortController().signal,
        caches,
        now: Date.now,
        onLearning: () => undefined,
      },
      { source: 'x/y/z', version: '1.0.0', hash: 'h1:x', executable, files },
      join(root, 'run', 'socket'),
      (why) => doubts.push(why),
    );
    client = await connectGrpc(attached.proxy.socket);
  };
  const ask = async (name: string, protocol = attached?.protocol) => {
    const reply = await client?.call(`/tfplugin${protocol}.Provider/${name}`, EMPTY_MESSAGE);
    if (reply === undefined) throw new Error('nobody is attached');
    return reply;
  };

  it('says of a call that the provider does not have what the provider says, as engines since 1.12 expect', async () => {
    await attach(await lightProgram());
    for (let n = 0; n < 2; n += 1) {
      expect(await ask(IDENTITIES)).toMatchObject({ status: UNIMPLEMENTED, body: Buffer.alloc(0) });
    }
    expect(doubts).toEqual([]);
    // Kept: the next scan need not ask.
    const kept = await readdir(caches.schemas.path);
    expect(kept.filter((name) => name.startsWith('identities-'))).toHaveLength(1);
  });

  it.skipIf(withoutAws !== null)(`does so with the real provider, too${because(withoutAws)}`, async () => {
    await attach(await awsProgram(parts['aws-provider'] ?? ''));
    expect((await ask(IDENTITIES)).status).toBe(UNIMPLEMENTED);
    expect(doubts).toEqual([]);
  });

  it('hands the identities of the types in use on, byte for byte, and no others', async () => {
    await attach(await identityProgram(''), ['kedge_used']);
    const answers = [await ask(IDENTITIES), await ask(IDENTITIES)];
    for (const { status, body } of answers) {
      expect(status).toBe(0);
      expect(unframeMessage(body).subarray(0, 14)).toEqual(Buffer.from('\n \n\nkedge_used', 'latin1'));
      expect(body.toString('latin1')).not.toContain('kedge_unused');
    }
    expect(doubts).toEqual([]);
  });

  it('doubts identities that came with a warning', async () => {
    await attach(await identityProgram('warns'), ['kedge_used']);
    expect((await ask(IDENTITIES)).status).not.toBe(0);
    expect(doubts).toEqual(['a provider told its identity schemas with a warning']);
  });

  it.each(['ApplyResourceChange', 'InvokeAction', 'PlanAction', 'GenerateResourceConfig', 'SomethingNew'])(
    'refuses %s, and the plan is then not used',
    async (name) => {
      await attach(await lightProgram());
      expect(await ask(name)).toMatchObject({ status: UNIMPLEMENTED });
      expect(doubts).toEqual([`the engine made a call that is none of a plan (${name})`]);
    },
  );

  it('refuses to read before the provider was configured', async () => {
    await attach(await lightProgram());
    expect(await ask('ReadResource')).toMatchObject({ status: FAILED_PRECONDITION });
    expect(doubts).toEqual(['the engine used a provider before it configured it']);
  });

  it('doubts an engine that speaks another protocol than the provider', async () => {
    await attach(await lightProgram());
    expect((await ask('GetSchema', 5)).status).not.toBe(0);
    expect(doubts).toEqual(['the engine spoke another protocol']);
  });

  it('doubts a second configuration over one connection', async () => {
    await attach(await lightProgram());
    expect((await ask('ConfigureProvider')).status).toBe(0);
    expect((await ask('ConfigureProvider')).status).not.toBe(0);
    expect(doubts).toEqual(['the engine configured a provider twice']);
  });
});

async function awsProgram(mirror: string): Promise<string> {
  const platform = `linux_${process.arch === 'x64' ? 'amd64' : process.arch}`;
  const entries = await readdir(mirror, { recursive: true, withFileTypes: true });
  const program = entries.find(
    (entry) =>
      entry.isFile() &&
      entry.name.startsWith('terraform-provider-aws_v') &&
      entry.parentPath.endsWith(platform),
  );
  if (program === undefined) throw new Error(`There is no unpacked hashicorp/aws in ${mirror}.`);
  return join(program.parentPath, program.name);
}
