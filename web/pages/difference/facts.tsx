import type { ReactNode } from 'react';
import type { DriftWhole } from '../../api/types.ts';
import { FactList } from '../../parts/fact-list.tsx';
import { Ago } from '../../parts/instant.tsx';
import { Panel } from '../../parts/panel.tsx';
import { CLASS_WORDS } from '../../text/words.ts';

export function Facts({ difference }: { readonly difference: DriftWhole }) {
  const { evidence, rules, times_reopened, previous_address } = difference;
  const facts: readonly (readonly [string, ReactNode])[] = [
    ['owner', difference.owner ?? 'nobody'],
    ['class', CLASS_WORDS[difference.class].what],
    ['first seen', <Ago key="first" at={difference.first_seen} />],
    ['last seen', <Ago key="last" at={difference.last_seen} />],
    ...(times_reopened > 0 ? [['came back', `${times_reopened} times`] as const] : []),
    ...(previous_address === null
      ? []
      : [['moved from', <code key="moved">{previous_address}</code>] as const]),
    ...(evidence?.commit == null
      ? []
      : [['commit', <code key="commit">{evidence.commit.slice(0, 12)}</code>] as const]),
    ...(evidence?.serial == null ? [] : [['serial of the state', evidence.serial] as const]),
    ['fingerprint', <code key="fingerprint">{difference.fingerprint.slice(0, 12)}</code>],
    ['source', difference.source],
    ...rules.map(
      ({ rule, effect, note }) =>
        [`rule: ${effect}`, note === undefined ? rule : `${rule}: ${note}`] as const,
    ),
  ];
  return (
    <Panel title="Facts">
      <FactList facts={facts} />
    </Panel>
  );
}
