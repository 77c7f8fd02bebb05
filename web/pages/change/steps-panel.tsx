import type { ChangeStep, ChangeWhole } from '../../api/types.ts';
import { Ago } from '../../parts/instant.tsx';
import { Panel } from '../../parts/panel.tsx';
import { durationText } from '../../text/age.ts';
import { count } from '../../text/count.ts';
import { personName } from '../../text/person.ts';
import styles from './change.module.css';

const STATE_WORDS: Readonly<Record<ChangeStep['state'], string>> = {
  to_come: 'To come',
  runs: 'Runs',
  done: 'Done',
  failed: 'Failed',
  interrupted: 'Interrupted',
};

type Gate = ChangeWhole['declaration']['rollout'][number]['gate'];

/** What is rolled out when, by which program, and what has to hold before the next. */
export function StepsPanel({ change }: { readonly change: ChangeWhole }) {
  const { steps, declaration, step: current, gate } = change;
  return (
    <Panel title="Rollout" note={count(steps.length, 'step')}>
      <ol className={styles.steps}>
        {steps.map((step) => {
          const isAtGate = current?.index === step.index && current.state === 'at_gate';
          const declared = declaration.rollout[step.index - 1]?.gate ?? null;
          return (
            <li key={step.index} data-state={isAtGate ? 'at_gate' : step.state}>
              <p className={styles.stepHead}>
                <span>{step.index}</span>
                <b>{step.name}</b>
                <small>{step.reach}</small>
                <em>{isAtGate ? 'At its gate' : STATE_WORDS[step.state]}</em>
                {(step.ended_at ?? step.started_at) !== null && (
                  <small>
                    <Ago at={step.ended_at ?? step.started_at} />
                  </small>
                )}
              </p>
              <code>{step.argv.join(' ')}</code>
              {step.problem !== null && <p className={styles.refusal}>{step.problem}</p>}
              {declared !== null && step.index < steps.length && (
                <p className={styles.gate}>
                  Gate: {gateText(declared)}
                  {isAtGate && gate !== null && <b> It waits {gate.why}.</b>}
                  {step.promoted_by !== null && ` Promoted by ${personName(step.promoted_by)}.`}
                </p>
              )}
            </li>
          );
        })}
      </ol>
    </Panel>
  );
}

function gateText({ at_least_ms, blocks, conditions, manual }: Gate): string {
  const parts = [
    ...(at_least_ms > 0 ? [`at least ${durationText(at_least_ms)}`] : []),
    ...(blocks > 0 ? [`${count(blocks, 'block')} of data in every metric`] : []),
    ...conditions,
    ...(manual ? ['a person promotes it'] : []),
  ];
  return parts.length === 0 ? 'none, it goes on at once.' : `${parts.join('; ')}.`;
}
