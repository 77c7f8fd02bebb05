import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { mayAs, useMe } from '../../api/me.ts';
import { channelsQuery, useSettingWrite } from '../../api/settings.ts';
import type { Channel, ChannelTest } from '../../api/types.ts';
import { Empty } from '../../parts/empty.tsx';
import { Ago } from '../../parts/instant.tsx';
import { Problem } from '../../parts/problem.tsx';
import { count } from '../../text/count.ts';
import { SEVERITY_WORDS } from '../../text/words.ts';
import { ChannelDialog } from './channel-dialog.tsx';
import { DeadDeliveries } from './dead-deliveries.tsx';
import { RemoveButton } from './remove-button.tsx';
import { secretText } from './secret-fields.tsx';
import { Section } from './section.tsx';
import styles from './settings.module.css';

const KIND_NAMES: Readonly<Record<Channel['settings']['kind'], string>> = {
  slack: 'Slack',
  teams: 'Microsoft Teams',
  webhook: 'Webhook',
  smtp: 'E-mail',
  git: 'Branch',
};

export function ChannelsPage() {
  const isAdmin = mayAs(useMe(), 'admin');
  return (
    <>
      <Section
        about="Where notices go: exactly one channel a stack, one message for what belongs together, written over instead of repeated, and closed when it is verified."
        query={useQuery(channelsQuery)}
        add={isAdmin ? { name: 'Add a channel', Dialog: ChannelDialog } : null}
        empty={
          <Empty title="Nobody is told" command={'stacks:\n  envs/prod:\n    channel: infra-payments'}>
            Add a channel here, and name it in kedge.yaml for each stack; one of them can be the default for
            the rest.
          </Empty>
        }
      >
        {(channels) => (
          <ul className={styles.cards}>
            {channels.map((channel) => (
              <li key={channel.id} className={styles.card}>
                <ChannelCard channel={channel} isAdmin={isAdmin} />
              </li>
            ))}
          </ul>
        )}
      </Section>
      <DeadDeliveries isAdmin={isAdmin} />
    </>
  );
}

function ChannelCard({ channel, isAdmin }: { readonly channel: Channel; readonly isAdmin: boolean }) {
  const test = useSettingWrite<ChannelTest>('channels');
  const [isChanging, setChanging] = useState(false);
  const { id, name, settings, immediate, digest, deliveries } = channel;
  return (
    <>
      <div className={styles.title}>
        <h2>{name}</h2>
        <span className={styles.kind}>
          {KIND_NAMES[settings.kind]}
          {channel.default && ', default'}
        </span>
      </div>
      <code className={styles.place}>{targetText(settings)}</code>
      <p className={styles.facts}>
        <span>at once from {SEVERITY_WORDS[immediate].toLowerCase()} on</span>
        <span>
          the rest at <code>{digest.cron}</code> {digest.time_zone}
        </span>
      </p>
      <p className={styles.facts}>
        <span>
          last delivered <Ago at={deliveries.last_delivered_at} />
        </span>
        {deliveries.waiting > 0 && <span>{deliveries.waiting} waiting</span>}
        {deliveries.dead > 0 && <b className={styles.dead}>{count(deliveries.dead, 'message')} given up</b>}
      </p>
      {test.error !== null && <Problem error={test.error} />}
      {test.data !== undefined && (
        <p className={test.data.delivered ? styles.good : styles.problem} role="status">
          {test.data.delivered ? 'The test message arrived.' : (test.data.problem ?? 'It did not arrive.')}
        </p>
      )}
      {isAdmin && (
        <div className={styles.acts}>
          <Button
            size="compact-sm"
            variant="default"
            loading={test.isPending}
            onClick={() => test.mutate({ method: 'POST', id, act: 'test' })}
          >
            Send a test<span className="unseen"> to {name}</span>
          </Button>
          <Button size="compact-sm" variant="default" onClick={() => setChanging(true)}>
            Change<span className="unseen"> {name}</span>
          </Button>
          <RemoveButton
            of="channels"
            id={id}
            name={name}
            effect="Stacks that name it are told through the default channel, or nobody is told."
          />
        </div>
      )}
      {isChanging && <ChannelDialog channel={channel} onClose={() => setChanging(false)} />}
    </>
  );
}

function targetText(settings: Channel['settings']): string {
  switch (settings.kind) {
    case 'slack':
      return settings.conversation;
    case 'teams':
      return `address in ${secretText(settings.url)}`;
    case 'webhook':
      return settings.url;
    case 'smtp':
      return `${settings.to.join(', ')} by ${settings.host}:${settings.port}`;
    case 'git':
      return 'a file on a branch of the source';
  }
}
