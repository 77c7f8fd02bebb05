import { chmod, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { StackFixture } from '#adapters/engines/terraform/testing/stack-fixture.ts';
import type { JsonObject } from '#domain/json.ts';

/** What goes wrong with the processes that are started from now on. */
export interface LightFaults {
  /** An attached process, which does not speak TLS, ends when this call comes. */
  readonly dieAttachedOn?: string;
  /** Reads never answer. */
  readonly hangReads?: boolean;
  readonly warnOnConfig?: boolean;
  /** Answers reads of `light_thing` otherwise when it does not speak TLS, which only attached providers do. */
  readonly lieInPlainText?: boolean;
  /** Answers reads of `light_thing` otherwise each time. */
  readonly answerAnew?: boolean;
}

/** The light provider as a package that Terraform installs, with reality in a file. */
export interface InstalledProvider {
  /** A filesystem mirror with `kedge/light` and `hashicorp/aws`, both the light provider. */
  readonly mirror: string;
  /** The console. */
  change(type: string, id: string, patch: JsonObject): Promise<void>;
  add(type: string, object: JsonObject): Promise<void>;
  removeObject(type: string, id: string): Promise<void>;
  faults(faults: LightFaults): Promise<void>;
  /** What the calls of all processes so far were, oldest first: process id and name. */
  calls(): Promise<readonly { readonly pid: number; readonly name: string }[]>;
  forgetCalls(): Promise<void>;
  /** What processes read when they are configured. */
  credentials(text: string): Promise<void>;
}

type Reality = Record<string, JsonObject[]>;

const PROGRAM = join(import.meta.dirname, 'light-program.ts');
const PLATFORM = `${process.platform}_${process.arch === 'x64' ? 'amd64' : process.arch}`;

/** Puts the packages into the fixture's folder and names reality's file in its environment. */
export async function installLightProvider(fixture: StackFixture): Promise<InstalledProvider> {
  const mirror = join(fixture.root, 'mirror');
  for (const source of ['kedge/light', 'hashicorp/aws']) await writePackage(mirror, source);
  const file = (name: string): string => join(fixture.root, name);
  Object.assign(fixture.env, {
    LIGHT_CLOUD: file('cloud.json'),
    LIGHT_FAULTS: file('faults.json'),
    LIGHT_CALLS: file('calls.log'),
  });
  const edit = async (change: (reality: Reality) => void): Promise<void> => {
    const reality = JSON.parse(await readFile(file('cloud.json'), 'utf8')) as Reality;
    change(reality);
    await writeFile(file('cloud.json'), JSON.stringify(reality));
  };
  return {
    mirror,
    change: (type, id, patch) =>
      edit((reality) => {
        const at = reality[type]?.findIndex((object) => object['id'] === id) ?? -1;
        if (at < 0) throw new Error(`there is no ${type} ${id}`);
        reality[type] = reality[type]?.with(at, { ...reality[type][at], ...patch }) ?? [];
      }),
    add: (type, object) =>
      edit((reality) => {
        reality[type] = [...(reality[type] ?? []), object];
      }),
    removeObject: (type, id) =>
      edit((reality) => {
        reality[type] = reality[type]?.filter((object) => object['id'] !== id) ?? [];
      }),
    faults: (faults) => writeFile(file('faults.json'), JSON.stringify(faults)),
    calls: async () => {
      const text = await readFile(file('calls.log'), 'utf8').catch(() => '');
      return text
        .split('\n')
        .filter(Boolean)
        .map((line) => ({ pid: Number(line.split(' ', 1)[0]), name: line.slice(line.indexOf(' ') + 1) }));
    },
    forgetCalls: () => rm(file('calls.log'), { force: true }),
    credentials: async (text) => {
      fixture.env['LIGHT_CREDENTIALS'] = file('credentials');
      await writeFile(file('credentials'), text);
    },
  };
}

/** Writes, or writes anew, one package; the comment makes its hash its own. */
export async function writePackage(mirror: string, source: string, comment = source): Promise<string> {
  const type = source.split('/').at(-1) ?? '';
  const folder = join(mirror, 'registry.terraform.io', source, '1.0.0', PLATFORM);
  const program = join(folder, `terraform-provider-${type}_v1.0.0`);
  await mkdir(folder, { recursive: true });
  await writeFile(program, `#!/bin/sh\n# ${comment}\nexec '${process.execPath}' '${PROGRAM}'\n`);
  await chmod(program, 0o755);
  return program;
}
