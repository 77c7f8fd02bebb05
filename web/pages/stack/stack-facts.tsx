import type { ReactNode } from 'react';
import type { StackWhole } from '../../api/types.ts';
import { FactList } from '../../parts/fact-list.tsx';
import { Ago } from '../../parts/instant.tsx';
import { Panel } from '../../parts/panel.tsx';
import { durationText } from '../../text/age.ts';

export function StackFacts({ stack }: { readonly stack: StackWhole }) {
  const { settings } = stack;
  const facts: readonly (readonly [string, ReactNode])[] = [
    ['owner', stack.owner ?? 'nobody: name one in kedge.yaml'],
    ['team', stack.team ?? '–'],
    ['channel', stack.channel ?? 'none: nobody is told'],
    ['workspace', stack.workspace],
    ['commit', stack.commit === null ? '–' : <code key="commit">{stack.commit.slice(0, 12)}</code>],
    ['account', settings.account ?? '–'],
    ['environment', environmentText(settings.env)],
    ['taken out', `${stack.suppressed} by rules, in the last scan`],
  ];
  const schedule: readonly (readonly [string, ReactNode])[] = [
    ['runs', stack.schedule === null ? 'not scheduled' : <code key="cron">{stack.schedule}</code>],
    ['zone', stack.time_zone ?? 'UTC'],
    ...(settings.jitter_ms === null ? [] : [['spread over', durationText(settings.jitter_ms)] as const]),
    ['last', <Ago key="last" at={stack.last_scan_at} />],
    ['next', <Ago key="next" at={stack.next_scan_at} none="not scheduled" />],
    ...(settings.stale_after === null
      ? []
      : [['unknown after', `${settings.stale_after} intervals without a good scan`] as const]),
  ];
  return (
    <>
      <Panel title="Schedule">
        <FactList facts={schedule} />
      </Panel>
      <Panel title="Facts">
        <FactList facts={facts} />
      </Panel>
    </>
  );
}

function environmentText(env: readonly string[] | null): string {
  if (env === null) return 'unknown: kedge.yaml cannot be read now';
  return env.length === 0 ? 'nothing but the safe base' : env.join(', ');
}
