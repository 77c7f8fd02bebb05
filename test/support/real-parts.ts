import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { findProviderMirror } from '#platform/provider-mirror.ts';
import { findProgram } from '#platform/find-program.ts';
import { corpusFolder } from './corpus.ts';

/** What tests use of the world as it is. Each name also stands in the reasons of skipped tests. */
export const REAL_PARTS = [
  'terraform',
  'tofu',
  'aws-provider',
  'moto',
  'aws-cli',
  'chromium',
  'git',
  'postgres',
  'prometheus',
  'corpus',
] as const;
export type RealPart = (typeof REAL_PARTS)[number];

/** Where each part lies on this machine; null when it is not there. */
export type FoundParts = Readonly<Record<RealPart, string | null>>;

const HOW_TO_GET: Readonly<Record<RealPart, string>> = {
  terraform: 'put terraform on the PATH',
  tofu: 'put tofu on the PATH',
  'aws-provider': 'name a mirror that holds hashicorp/aws with KEDGE_PROVIDER_MIRROR',
  moto: 'put moto_server on the PATH (pip install "moto[server]")',
  'aws-cli': 'put aws on the PATH',
  chromium: 'put chromium on the PATH',
  git: 'put git on the PATH',
  postgres: 'put initdb and pg_ctl of PostgreSQL 14 or newer on the PATH or below /usr/lib/postgresql',
  prometheus: 'put prometheus and promtool on the PATH',
  corpus: 'set KEDGE_CORPUS',
};

let found: Promise<FoundParts> | undefined;

/** Looks once per process. */
export function realParts(): Promise<FoundParts> {
  found ??= lookForParts();
  return found;
}

async function lookForParts(): Promise<FoundParts> {
  const program = (...names: readonly string[]): string | null =>
    names.map((name) => findProgram(name, process.env)).find((path) => path !== null) ?? null;
  const search = await findProviderMirror({ env: process.env, cwd: process.cwd() });
  if ('problem' in search) throw new Error(search.problem);
  return {
    terraform: program('terraform'),
    tofu: program('tofu'),
    'aws-provider': 'mirror' in search ? search.mirror.folder : null,
    moto: program('moto_server'),
    'aws-cli': program('aws'),
    chromium: program('chromium', 'chromium-browser', 'google-chrome'),
    git: program('git'),
    postgres: program('initdb') ?? debianPostgres(),
    prometheus: program('promtool') === null ? null : program('prometheus'),
    corpus: corpusFolder(),
  };
}

/** Debian keeps the server's programs off the PATH, one folder a version. */
function debianPostgres(): string | null {
  const home = '/usr/lib/postgresql';
  const versions = existsSync(home) ? readdirSync(home).toSorted((a, b) => Number(b) - Number(a)) : [];
  const programs = versions.map((version) => join(home, version, 'bin', 'initdb'));
  return programs.find((path) => existsSync(path)) ?? null;
}

/**
 * Why a suite that needs these parts is skipped here; null when all are there. It goes into the suite's name:
 * `describe.skipIf(reason !== null)(`the real provider${because(reason)}`, ...)`.
 */
export function skipReason(parts: FoundParts, needed: readonly RealPart[]): string | null {
  const missing = needed.filter((part) => parts[part] === null);
  if (missing.length === 0) return null;
  return `needs ${missing.map((part) => `${part}: ${HOW_TO_GET[part]}`).join('; ')}`;
}

/** For the end of the suite's name, where the report of skipped tests looks for the reason. */
export const because = (reason: string | null): string => (reason === null ? '' : ` (${reason})`);
