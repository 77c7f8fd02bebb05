import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import type { ChangeWhole } from '../../api/types.ts';
import { FactList } from '../../parts/fact-list.tsx';
import { Ago } from '../../parts/instant.tsx';
import { Panel } from '../../parts/panel.tsx';
import { personName } from '../../text/person.ts';
import styles from './change.module.css';

export const ChangeFacts = ({ change }: { readonly change: ChangeWhole }) => (
  <Panel title="Facts">
    <FactList facts={factsOf(change)} />
  </Panel>
);

function factsOf(change: ChangeWhole): readonly (readonly [string, ReactNode])[] {
  const { source, owner, channel, stacks, services, approvals, verdict, driver } = change;
  return [
    [
      'owner',
      <span key="owner" title={owner}>
        {personName(owner)}
      </span>,
    ],
    ['channel', channel],
    ...(stacks.length === 0
      ? []
      : [['stacks', <StackLinks key="stacks" source={source} stacks={stacks} />] as const]),
    ...(services.length === 0 ? [] : [['services', services.join(', ')] as const]),
    ['approvals', approvals.needed === 0 ? 'none needed' : `${counted(approvals)} of ${approvals.needed}`],
    ['opened', <Ago key="opened" at={change.opened_at} />],
    ...(change.started_at === null
      ? []
      : [['started', <Ago key="started" at={change.started_at} />] as const]),
    ...(change.closed_at === null ? [] : [['closed', <Ago key="closed" at={change.closed_at} />] as const]),
    ...(verdict?.overridden == null ? [] : [['overridden by', personName(verdict.overridden.by)] as const]),
    ...(driver === null ? [] : [['driven by', `${driver.host}, attempt ${driver.attempt}`] as const]),
    ['declaration', <code key="digest">{change.declaration_sha256.slice(0, 12)}</code>],
  ];
}

const counted = ({ given }: ChangeWhole['approvals']): number => given.filter(({ counts }) => counts).length;

const StackLinks = ({ source, stacks }: { readonly source: string; readonly stacks: readonly string[] }) => (
  <ul className={styles.lines}>
    {stacks.map((stack) => (
      <li key={stack}>
        <Link to="/stacks/$source/$" params={{ source, _splat: stack }}>
          {stack}
        </Link>
      </li>
    ))}
  </ul>
);
