import { execFile } from 'node:child_process';
import { arch, cpus, loadavg, platform, release, totalmem } from 'node:os';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** Where and when the numbers were made, as a Markdown list. The time is the caller's. */
export async function conditions(now: Date, runs: string): Promise<string> {
  const { stdout } = await run('terraform', ['version', '-json'], {
    env: { PATH: process.env['PATH'], HOME: process.env['HOME'], CHECKPOINT_DISABLE: '1' },
  });
  const terraform = (JSON.parse(stdout) as { terraform_version: string }).terraform_version;
  const cores = cpus();
  return [
    `- Date: ${now.toISOString().slice(0, 16).replace('T', ' ')} UTC`,
    `- Machine: ${cores.length} cores (${cores[0]?.model.trim() ?? 'unknown'}), ${(totalmem() / 2 ** 30).toFixed(1)} GiB of memory, ${platform()} ${release()} ${arch()}`,
    `- Load average at the start: ${loadavg()
      .map((load) => load.toFixed(2))
      .join(', ')}`,
    `- Node ${process.versions.node}, Terraform ${terraform}`,
    `- Runs: ${runs}. Rivals run in turns; a value is the median, in brackets the middle half; the ratio is the median of the ratios of the pairs.`,
    '',
  ].join('\n');
}
