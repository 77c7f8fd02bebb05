import { describe, expect, it } from 'vitest';
import { demoEnvironment } from './demo-environment.ts';

describe('the environment of the demo', () => {
  it('holds nothing that points at a real cloud or bends Terraform', () => {
    const env = demoEnvironment(
      {
        PATH: '/bin',
        HTTPS_PROXY: 'http://proxy',
        AWS_PROFILE: 'production',
        AWS_ENDPOINT_URL: 'https://example.com',
        TF_VAR_cloud_endpoint: 'https://example.com',
        TF_CLI_ARGS: '-destroy',
        TF_WORKSPACE: 'production',
        TF_LOG: 'trace',
        UNSET: undefined,
      },
      {},
    );
    expect(env).toMatchObject({ PATH: '/bin', HTTPS_PROXY: 'http://proxy', AWS_CONFIG_FILE: '/dev/null' });
    expect(
      Object.keys(env).filter((name) => /PROFILE|ENDPOINT|VAR|ARGS|WORKSPACE|LOG|UNSET/.test(name)),
    ).toEqual([]);
  });

  it('holds what the demo sets itself', () => {
    expect(demoEnvironment({ TF_CLI_CONFIG_FILE: '/theirs' }, { TF_CLI_CONFIG_FILE: '/ours' })).toMatchObject(
      {
        TF_CLI_CONFIG_FILE: '/ours',
      },
    );
  });
});
