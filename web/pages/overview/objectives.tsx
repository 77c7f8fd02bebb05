import type { SloFigure } from '../../api/types.ts';
import { Panel } from '../../parts/panel.tsx';
import { durationText } from '../../text/age.ts';
import { sentence } from '../../text/count.ts';
import styles from './objectives.module.css';

const VERDICT_WORDS = { met: 'Met', missed: 'Missed', no_data: 'No data' } as const;

export function Objectives({ figures }: { readonly figures: readonly SloFigure[] }) {
  if (figures.length === 0) return null;
  return (
    <Panel title="Objectives" note="whole fleet, the last 30 days">
      <table className={styles.table}>
        <thead className="unseen">
          <tr>
            <th scope="col">Figure</th>
            <th scope="col">Value</th>
            <th scope="col">At most</th>
            <th scope="col">Verdict</th>
          </tr>
        </thead>
        <tbody>
          {figures.map((figure) => (
            <tr key={figure.name}>
              <th scope="row">{sentence(figure.what).replace(/\.$/, '')}</th>
              <td className={styles.value}>{valueText(figure, figure.value)}</td>
              <td className={styles.limit}>
                {figure.objective === null
                  ? 'no objective'
                  : `at most ${valueText(figure, figure.objective)}`}
              </td>
              <td>
                <Verdict figure={figure} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </Panel>
  );
}

function Verdict({ figure: { verdict, points } }: { readonly figure: SloFigure }) {
  if (verdict === null) return <small className={styles.points}>{points.toLocaleString('en')} points</small>;
  return (
    <span className={styles.verdict} data-verdict={verdict} title={`${points} points stand behind it`}>
      {VERDICT_WORDS[verdict]}
    </span>
  );
}

const valueText = ({ unit }: SloFigure, value: number | null): string =>
  value === null ? '–' : unit === 'ms' ? durationText(value) : `${(100 * value).toFixed(1)} %`;
