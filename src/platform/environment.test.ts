import { describe, expect, it } from 'vitest';
import { runProcess } from './run-process.ts';
import { engineEnvironment, serverEnvironment } from './environment.ts';

const CANARIES = {
  NPM_TOKEN: 'canary',
  DATABASE_URL: 'canary',
  STRIPE_SECRET_KEY: 'canary',
  KEDGE_SLACK_WEBHOOK: 'canary',
  NODE_OPTIONS: '--no-warnings',
  LD_PRELOAD: 'canary',
  GITHUB_TOKEN_OTHER: 'canary',
  XTF_VAR_a: 'canary',
  MY_AWS_SECRET: 'canary',
  aws_secret: 'canary',
  PATHS: 'canary',
  TF_LOG: 'TRACE',
  TF_LOG_PATH: '/tmp/log',
  TF_LOG_PROVIDER: 'TRACE',
  TF_WORKSPACE: 'blue',
  TF_DATA_DIR: '/elsewhere',
};
const PASSED = {
  PATH: '/bin',
  HOME: '/home/a',
  LC_ALL: 'C',
  TF_VAR_size: 'small',
  TF_CLI_ARGS_plan: '-parallelism=5',
  TF_TOKEN_app_terraform_io: 't',
  AWS_PROFILE: 'p',
  ARM_CLIENT_ID: 'i',
  GOOGLE_CLOUD_PROJECT: 'p',
  KUBECONFIG: '/k',
  GITHUB_TOKEN: 'g',
  HTTPS_PROXY: 'x',
  https_proxy: 'y',
  SSL_CERT_FILE: '/c',
  SSH_AUTH_SOCK: '/s',
};
const OWN = { TF_IN_AUTOMATION: '1', TF_INPUT: '0', CHECKPOINT_DISABLE: '1', GIT_TERMINAL_PROMPT: '0' };

describe('the environment of an engine', () => {
  it('holds what is named and nothing else', () => {
    expect(engineEnvironment({ from: { ...CANARIES, ...PASSED }, allow: [], set: {} })).toEqual({
      ...PASSED,
      ...OWN,
    });
  });

  it('reaches the process as it is', async () => {
    const env = engineEnvironment({ from: { ...CANARIES, PATH: process.env['PATH'] }, allow: [], set: {} });
    const { stdout } = await runProcess({ file: '/usr/bin/env', args: [], cwd: '/', env });
    const names = stdout
      .toString()
      .trim()
      .split('\n')
      .map((line) => line.split('=', 1)[0]);
    expect(new Set(names)).toEqual(new Set([...Object.keys(OWN), 'PATH']));
  });

  it('can be extended by names and patterns, which are no regular expressions', () => {
    const from = { MY_ONE: '1', MY_TWO: '2', YOUR_ONE: '3', 'M.X': '4', MAX: '5' };
    expect(engineEnvironment({ from, allow: ['MY_*', 'M.X'], set: {} })).toEqual({
      MY_ONE: '1',
      MY_TWO: '2',
      'M.X': '4',
      ...OWN,
    });
  });

  it('never holds a log of Terraform or a workspace, whatever is allowed', () => {
    expect(engineEnvironment({ from: CANARIES, allow: ['TF_LOG', 'TF_WORKSPACE'], set: {} })).toEqual(OWN);
  });

  it("has Kedge's own settings before the user's", () => {
    const from = { TF_INPUT: '1', TF_IN_AUTOMATION: '', TF_DATA_DIR: 'theirs' };
    expect(engineEnvironment({ from, allow: [], set: { TF_DATA_DIR: 'ours' } })).toEqual({
      ...OWN,
      TF_DATA_DIR: 'ours',
    });
  });
});

describe('the environment of an engine on a server', () => {
  const from = {
    ...CANARIES,
    ...PASSED,
    KEDGE_SECRET_GIT: 'canary',
    PGPASSWORD: 'canary',
    SHOP_TOKEN: 's',
    SHOP_KEY: 'k',
  };
  const base = {
    PATH: '/bin',
    HOME: '/home/a',
    LC_ALL: 'C',
    HTTPS_PROXY: 'x',
    https_proxy: 'y',
    SSL_CERT_FILE: '/c',
  };

  it('holds no credential that the stack does not name', () => {
    expect(serverEnvironment(from, [])).toEqual(base);
    expect(engineEnvironment({ from: serverEnvironment(from, []), allow: [], set: {} })).toEqual({
      ...base,
      ...OWN,
    });
  });

  it('holds what the stack names, and still not what another does', () => {
    const named = ['AWS_*', 'SHOP_TOKEN'];
    expect(engineEnvironment({ from: serverEnvironment(from, named), allow: named, set: {} })).toEqual({
      ...base,
      ...OWN,
      AWS_PROFILE: 'p',
      SHOP_TOKEN: 's',
    });
  });

  it("never holds the server's own secrets", () => {
    const greedy = ['KEDGE_SECRET_GIT', 'K*', 'DATABASE_URL', 'D*', 'PG*', 'TF_LOG', 'TF_WORKSPACE'];
    const env = engineEnvironment({ from: serverEnvironment(from, greedy), allow: greedy, set: {} });
    expect(env).toEqual({ ...base, ...OWN, KUBECONFIG: '/k' });
  });
});
