import type { LightCloud } from '#test/light-provider/light-cloud.ts';
import { startLightProvider } from '#test/light-provider/light-provider.ts';
import { textIn } from '#test/light-provider/wire-value.ts';
import { lightWorkspace } from '#test/light-provider/workspace.ts';
import type { BenchStack } from './bench-stack.ts';
import { lightCode } from './light-code.ts';

/** A stack in sync, over a provider that this process serves. */
export async function lightStack(resources: number): Promise<BenchStack> {
  const provider = await startLightProvider();
  const workspace = await lightWorkspace(provider, lightCode(resources));
  await workspace.apply();
  await workspace.refresh();
  return {
    folder: workspace.folder,
    env: workspace.env,
    drift: () => Promise.resolve(driftOnePercent(provider.cloud, resources)),
    stop: async () => {
      await workspace.dispose();
      await provider.stop();
    },
  };
}

/** At least three changes. Returns how many. */
export function driftOnePercent(cloud: LightCloud, resources: number): number {
  const count = Math.max(1, Math.round(resources / 300));
  const ids = (type: string): readonly string[] =>
    cloud
      .list(type)
      .slice(0, count)
      .map((object) => textIn(object, 'id'));
  const alarms = ids('aws_cloudwatch_metric_alarm');
  const queues = ids('aws_sqs_queue');
  const roles = ids('aws_iam_role');
  for (const id of alarms) cloud.change('aws_cloudwatch_metric_alarm', id, { threshold: 50 });
  for (const id of queues) cloud.change('aws_sqs_queue', id, { tags: { Team: 'edge' } });
  for (const id of roles) cloud.change('aws_iam_role', id, { tags: { Team: 'edge' } });
  return alarms.length + queues.length + roles.length;
}
