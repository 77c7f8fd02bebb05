import type { ReactNode } from 'react';
import type { ChangeWhole, Declaration } from '../../api/types.ts';
import { FactList } from '../../parts/fact-list.tsx';
import { Panel } from '../../parts/panel.tsx';
import { durationText } from '../../text/age.ts';
import { count, listed } from '../../text/count.ts';
import { TRIGGER_WORDS } from '../../text/change-words.ts';
import styles from './change.module.css';

/** What was declared before anything started; nothing of it changes after the start. */
export function DeclarationPanel({ change }: { readonly change: ChangeWhole }) {
  const { declaration, file, commit } = change;
  return (
    <Panel
      title="Declaration"
      note={
        <>
          {file !== null && <code>{file}</code>}
          {commit !== null && (
            <>
              {' '}
              at <code>{commit.slice(0, 10)}</code>
            </>
          )}
        </>
      }
    >
      <FactList facts={factsOf(declaration)} />
      <div className={styles.scroll} role="region" aria-label="Metrics" tabIndex={0}>
        <table className={styles.metrics}>
          <thead>
            <tr>
              <th scope="col">Metric</th>
              <th scope="col">May get worse by</th>
              <th scope="col">Must be seen</th>
              <th scope="col">Held against</th>
              <th scope="col">Read from</th>
            </tr>
          </thead>
          <tbody>
            {declaration.metrics.map((metric) => (
              <tr key={metric.name}>
                <th scope="row">{metric.name}</th>
                <td>
                  {percent(metric.tolerance)}, {metric.worse} is worse
                </td>
                <td>{percent(metric.must_detect)}</td>
                <td>{baselineText(metric)}</td>
                <td>{metric.release.source}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </Panel>
  );
}

const code = (text: string): ReactNode => <code key={text}>{text}</code>;

interface Line {
  readonly key: string;
  readonly says: ReactNode;
}

const lines = (parts: readonly Line[]): ReactNode => (
  <ul className={styles.lines}>
    {parts.map(({ key, says }) => (
      <li key={key}>{says}</li>
    ))}
  </ul>
);

function factsOf(declaration: Declaration): readonly (readonly [string, ReactNode])[] {
  const { why, stacks, services, control_services, stops, hard_limits, revert_on, watch } = declaration;
  return [
    ...(why === null ? [] : [['why', why] as const]),
    ['concerns', listed([...stacks, ...services])],
    ...(control_services.length === 0 ? [] : [['untouched', listed(control_services)] as const]),
    [
      'stops when',
      lines(
        stops.map(({ id, text }) => ({
          key: id,
          says: (
            <>
              {id}: <code>{text}</code>
            </>
          ),
        })),
      ),
    ],
    ...(hard_limits.length === 0
      ? []
      : [['hard limits', lines(hard_limits.map((text) => ({ key: text, says: code(text) })))] as const]),
    ['rollback', rollbackText(declaration.rollback)],
    [
      'by itself',
      revert_on.length === 0
        ? 'never: its owner is called'
        : `reverts on ${listed(revert_on.map((trigger) => TRIGGER_WORDS[trigger] ?? trigger))}`,
    ],
    [
      'watch',
      `${durationText(watch.duration_ms)} in blocks of ${durationText(watch.block_ms)}, ${percent(watch.family_alpha)} false alarms over all`,
    ],
    ...(watch.shorter_because === null ? [] : [['shorter', watch.shorter_because] as const]),
    ['answer', `its owner has ${durationText(watch.answer_within_ms)}`],
  ];
}

function rollbackText({ does, verify, dry, metrics_back_within_ms }: Declaration['rollback']): ReactNode {
  return lines([
    { key: 'does', says: doesText(does) },
    ...(verify === null ? [] : [{ key: 'verify', says: <>verified by {code(verify.argv.join(' '))}</> }]),
    ...(metrics_back_within_ms === null
      ? []
      : [{ key: 'metrics', says: `metrics are back within ${durationText(metrics_back_within_ms)}` }]),
    { key: 'dry', says: dry === null ? 'cannot be tried' : <>tried by {code(dry.argv.join(' '))}</> },
  ]);
}

function doesText(does: Declaration['rollback']['does']): ReactNode {
  switch (does.kind) {
    case 'command':
      return code(does.run.argv.join(' '));
    case 'webhook':
      return `calls ${does.url}`;
    case 'git_revert':
      return `reverts ${does.commit?.slice(0, 10) ?? 'its commit'} and applies ${listed(does.stacks)}`;
  }
}

function baselineText({ baseline, peers }: Declaration['metrics'][number]): string {
  switch (baseline) {
    case 'control':
      return 'a control at the same time';
    case 'previous_days':
      return 'the days before';
    case 'peers':
      return `the days before, with ${count(peers.length, 'peer')}`;
  }
}

const percent = (share: number): string => `${Number((100 * share).toPrecision(3))} %`;
