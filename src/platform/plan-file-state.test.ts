import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { deflateRawSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { because, realParts, skipReason } from '#test/real-parts.ts';
import { zipWith } from '#test/zip-file.ts';
import { readPlanFileState } from './plan-file-state.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'kedge-plan-file-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

async function read(bytes: Buffer | string) {
  const file = join(folder, 'plan');
  await writeFile(file, bytes);
  return readPlanFileState(file);
}

const state = (serial: number, lineage = '6f39919a-4bcc', rest = ''): string =>
  `{\n  "version": 4,\n  "terraform_version": "1.11.4",\n  "serial": ${serial},\n  "lineage": "${lineage}",\n  "outputs": {${rest}}\n}`;

/** As Go writes it: packed, and with the sizes in the directory alone. */
function packed(text: string): Buffer {
  const whole = zipWith('tfstate', text);
  const plain = Buffer.from(text);
  const content = deflateRawSync(plain);
  const label = 30 + 'tfstate'.length;
  const local = Buffer.concat([whole.subarray(0, label), content]);
  local.writeUInt16LE(8, 8);
  local.writeUInt32LE(0, 18);
  local.writeUInt32LE(0, 22);
  const central = whole.subarray(label + plain.length, whole.length - 22);
  central.writeUInt16LE(8, 10);
  central.writeUInt32LE(content.length, 20);
  const end = whole.subarray(whole.length - 22);
  end.writeUInt32LE(local.length, 16);
  return Buffer.concat([local, central, end]);
}

describe('the state in a plan file', () => {
  it('is named by its lineage and serial, stored or packed', async () => {
    expect(await read(zipWith('tfstate', state(7)))).toEqual({ lineage: '6f39919a-4bcc', serial: 7 });
    expect(await read(packed(state(8)))).toEqual({ lineage: '6f39919a-4bcc', serial: 8 });
  });

  it('is found in front of any amount of content', async () => {
    const secrets = Array.from({ length: 20_000 }, (_, i) => `"o${i}": {"value": "${Math.sin(i)}"}`).join(
      ',',
    );
    expect(await read(packed(state(9, 'l', secrets)))).toEqual({ lineage: 'l', serial: 9 });
  });

  it.each([
    ['a plan that is encrypted', '{"meta":{},"encrypted_data":"AAAA"}'],
    ['an empty file', ''],
    ['an archive without a state', zipWith('tfplan', 'x')],
    ['a state of another version', zipWith('tfstate', '{"version": 3, "serial": 1, "lineage": "x"}')],
    ['a state that was never written', zipWith('tfstate', state(0, ''))],
    ['a lineage deep in the content', zipWith('tfstate', `{"x": ${state(1)}}`)],
    ['a cut off archive', zipWith('tfstate', state(7)).subarray(40)],
    ['an archive that points outside itself', pointingTo(0xfffffff0)],
    ['an archive that points at something else', pointingTo(3)],
  ])('is not told by %s', async (_, bytes) => {
    expect(await read(bytes)).toBeNull();
  });

  it('is not told by a file that is not there', async () => {
    expect(await readPlanFileState(join(folder, 'none'))).toBeNull();
  });
});

function pointingTo(offset: number): Buffer {
  const archive = zipWith('tfstate', state(7));
  archive.writeUInt32LE(offset, archive.length - 6);
  return archive;
}

const missing = skipReason(await realParts(), ['terraform']);

describe.skipIf(missing !== null)(`the state in a plan file of the real engine${because(missing)}`, () => {
  const terraform = async (...args: readonly string[]): Promise<string> => {
    const env = { PATH: process.env['PATH'], HOME: folder, CHECKPOINT_DISABLE: '1', TF_IN_AUTOMATION: '1' };
    const { stdout } = await promisify(execFile)('terraform', [...args], { cwd: folder, env });
    return stdout;
  };
  const things = (value: string): string =>
    `resource "terraform_data" "a" {\n  input = "${value}"\n}\noutput "a" {\n  value = terraform_data.a.output\n}\n`;

  it('has the serial and lineage that state pull tells, before and after each apply', async () => {
    const plan = join(folder, 'p');
    await writeFile(join(folder, 'main.tf'), things('one'));
    await terraform('init', '-input=false');
    await terraform('plan', '-input=false', `-out=${plan}`);
    expect(await readPlanFileState(plan)).toBeNull();
    for (const value of ['one', 'two', 'three']) {
      await writeFile(join(folder, 'main.tf'), things(value));
      await terraform('apply', '-input=false', '-auto-approve');
      const { serial, lineage } = JSON.parse(await terraform('state', 'pull')) as Record<string, unknown>;
      await writeFile(join(folder, 'main.tf'), things(`${value} more`));
      await terraform('plan', '-input=false', `-out=${plan}`);
      expect(await readPlanFileState(plan)).toEqual({ serial, lineage });
    }
  });
});
