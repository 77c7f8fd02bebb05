import { Link } from '@tanstack/react-router';
import type { Fleet } from '../../api/types.ts';
import { Panel } from '../../parts/panel.tsx';
import styles from './overview.module.css';

export function SinceYesterday({ fleet }: { readonly fleet: Fleet }) {
  const { opened, reopened, decided, verified, vanished, newly_unknown } = fleet.changed_since_yesterday;
  const { waiting, running } = fleet.queue;
  const rows: readonly (readonly [string, number])[] = [
    ['opened', opened],
    ['came back', reopened],
    ['decided', decided],
    ['fixed and verified', verified],
    ['gone by themselves', vanished],
    ['stacks newly unknown', newly_unknown],
  ];
  return (
    <Panel title="Since yesterday" note={<Link to="/audit">Audit log</Link>}>
      <dl className={styles.since}>
        {rows.map(([what, many]) => (
          <div key={what} data-none={many === 0}>
            <dt>{what}</dt>
            <dd>{many.toLocaleString('en')}</dd>
          </div>
        ))}
        <div data-none={waiting + running === 0}>
          <dt>at work now, and waiting</dt>
          <dd>
            {running} + {waiting}
          </dd>
        </div>
      </dl>
    </Panel>
  );
}
