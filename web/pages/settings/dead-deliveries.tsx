import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { deadDeliveriesQuery, useSettingWrite } from '../../api/settings.ts';
import { Ago } from '../../parts/instant.tsx';
import { Panel } from '../../parts/panel.tsx';
import styles from './settings.module.css';

/** Messages that were given up. They stand here until somebody sends them again. */
export function DeadDeliveries({ isAdmin }: { readonly isAdmin: boolean }) {
  const { data } = useQuery(deadDeliveriesQuery);
  const retry = useSettingWrite('deliveries');
  if (data === undefined || data.items.length === 0) return null;
  return (
    <Panel title="Given up" note="refused for good, or tried too often">
      <ul className={styles.rows}>
        {data.items.map(({ id, message, channel, problem, attempts, ended_at }) => (
          <li key={id}>
            <div>
              <b>{message.title}</b>
              <p className={styles.facts}>
                <span>{channel === null ? 'no channel' : `to ${channel.name}`}</span>
                <span>{attempts} tries</span>
                <span>
                  given up <Ago at={ended_at} />
                </span>
              </p>
              {problem !== null && <p className={styles.problem}>{problem}</p>}
            </div>
            {isAdmin && (
              <Button
                size="compact-sm"
                variant="default"
                loading={retry.isPending && retry.variables.id === id}
                onClick={() => retry.mutate({ method: 'POST', id, act: 'retry' })}
              >
                Send again
              </Button>
            )}
          </li>
        ))}
      </ul>
    </Panel>
  );
}
