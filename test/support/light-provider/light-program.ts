/**
 * The light provider as a program that is started: by Terraform (then with TLS on both sides) or by anybody who asks
 * for plain text. Reality is a file, named by LIGHT_CLOUD, so that processes share it; see `installed-provider.ts`.
 */
import {
  appendFileSync,
  existsSync,
  mkdirSync,
  readFileSync,
  rmdirSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { dirname } from 'node:path';
import grpc from '@grpc/grpc-js';
import { selfSigned } from '#adapters/engines/terraform/testing/self-signed.ts';
import type { JsonObject } from '#domain/json.ts';
import { cloudProvider } from './cloud-provider.ts';
import { LightCloud } from './light-cloud.ts';
import { servePlugin } from './plugin-server.ts';
import type { ProviderCalls } from './provider-calls.ts';
import type { LightFaults } from './installed-provider.ts';
import { resourceTypes, dataTypes } from './resource-types.ts';

const cloudFile = process.env['LIGHT_CLOUD'] ?? '';
const faultsFile = process.env['LIGHT_FAULTS'] ?? '';
const callsFile = process.env['LIGHT_CALLS'] ?? '';
const credentialsFile = process.env['LIGHT_CREDENTIALS'] ?? '';

const faults = (existsSync(faultsFile) ? JSON.parse(readFileSync(faultsFile, 'utf8')) : {}) as LightFaults;
const note = (line: string): void => {
  if (callsFile !== '') appendFileSync(callsFile, `${process.pid} ${line}\n`);
};

const cloud = load();

function load(): LightCloud {
  const loaded = new LightCloud();
  const saved = (existsSync(cloudFile) ? JSON.parse(readFileSync(cloudFile, 'utf8')) : {}) as Readonly<
    Record<string, readonly JsonObject[]>
  >;
  for (const [type, objects] of Object.entries(saved)) {
    for (const object of objects) loaded.create(type, object);
  }
  return loaded;
}

const isPlain = process.env['PLUGIN_CLIENT_CERT'] === undefined;
if (faults.lieInPlainText === true && isPlain)
  cloud.answer('light_thing', (thing) => ({ ...thing, number: 99 }));
if (faults.answerAnew === true) {
  cloud.answer('light_thing', (thing) => ({ ...thing, number: Math.floor(Math.random() * 1e9) }));
}

function save(changed: LightCloud): void {
  const types = [...Object.keys(resourceTypes), ...Object.keys(dataTypes)];
  const whole = types.filter((type) => resourceTypes[type]?.partOf === undefined);
  const reality = Object.fromEntries(whole.map((type) => [type, changed.list(type)]));
  writeFileSync(cloudFile, JSON.stringify(reality));
}

/** One at a time over all processes: each alias and each provider is one. */
function alone<T>(work: () => T): T {
  const lock = `${cloudFile}.lock`;
  const nap = new Int32Array(new SharedArrayBuffer(4));
  for (;;) {
    try {
      mkdirSync(lock);
      break;
    } catch {
      Atomics.wait(nap, 0, 0, 5);
    }
  }
  try {
    return work();
  } finally {
    rmdirSync(lock);
  }
}

const plain = cloudProvider(cloud);
const calls: ProviderCalls = {
  ...plain,
  ValidateProviderConfig: () =>
    (faults.warnOnConfig === true
      ? { diagnostics: [{ severity: 2, summary: 'The light provider warns', detail: 'As a test ordered.' }] }
      : {}) as Readonly<Record<string, never>>,
  ConfigureProvider: (...given) => {
    if (credentialsFile !== '') note(`credentials ${readFileSync(credentialsFile, 'utf8').trim()}`);
    return plain.ConfigureProvider(...given);
  },
  ReadResource: (request) =>
    faults.hangReads === true ? new Promise(() => undefined) : plain.ReadResource(request),
  ApplyResourceChange: (request) =>
    alone(() => {
      const latest = load();
      const answer = cloudProvider(latest).ApplyResourceChange(request);
      save(latest);
      return answer;
    }),
};

process.on('SIGINT', () => note('interrupted'));
if (process.env['TF_PLUGIN_MAGIC_COOKIE'] === undefined) throw new Error('Terraform starts this program.');

const client = process.env['PLUGIN_CLIENT_CERT'];
const own = client === undefined ? null : selfSigned();
const server = await servePlugin(
  calls,
  (name) => {
    note(name);
    if (isPlain && faults.dieAttachedOn === name) process.exit(1);
  },
  {
    ...(process.env['PLUGIN_UNIX_SOCKET_DIR'] === undefined
      ? {}
      : { parent: process.env['PLUGIN_UNIX_SOCKET_DIR'] }),
    ...(own === null
      ? {}
      : {
          credentials: grpc.ServerCredentials.createSsl(
            Buffer.from(client ?? ''),
            [{ cert_chain: Buffer.from(own.certificate), private_key: Buffer.from(own.key) }],
            true,
          ),
        }),
    onShutdown: () => setImmediate(() => process.exit(0)),
  },
);
process.on('exit', () => rmSync(dirname(server.socket), { recursive: true, force: true }));
note('started');
process.stdout.write(
  `1|6|unix|${server.socket}|grpc|${own?.der.toString('base64').replace(/=+$/, '') ?? ''}\n`,
);
