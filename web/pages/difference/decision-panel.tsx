import { Button } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { keyOf, useFix } from '../../api/decide.ts';
import type { DecisionKind, DriftState, DriftWhole } from '../../api/types.ts';
import { DecisionActions } from '../../decide/decision-actions.tsx';
import { Ago } from '../../parts/instant.tsx';
import { Panel } from '../../parts/panel.tsx';
import { Problem } from '../../parts/problem.tsx';
import { personName } from '../../text/person.ts';
import { KIND_WORDS, STATE_MEANING } from '../../text/words.ts';
import styles from './difference.module.css';

/** States in which deciding anew is possible: nothing acts yet. */
const DECIDABLE: ReadonlySet<DriftState> = new Set([
  'open',
  'awaiting_approval',
  'approved',
  'accepted',
  'ignored',
]);

/** States that a decision can be taken back from. */
const WITHDRAWABLE: ReadonlySet<DriftState> = new Set([
  'awaiting_approval',
  'approved',
  'accepted',
  'ignored',
  'proposed',
]);

interface DecisionPanelProps {
  readonly difference: DriftWhole;
  readonly onAsk: (kind: DecisionKind) => void;
}

export function DecisionPanel({ difference, onAsk }: DecisionPanelProps) {
  const { state, decided, next, choices } = difference;
  return (
    <Panel title={state === 'open' ? 'Decide' : 'Decision'}>
      <div className={styles.decision}>
        {decided !== null && <Made decided={decided} />}
        <p className={styles.next}>{state === 'open' ? next : STATE_MEANING[state]}</p>
        {state === 'approved' && <CarryOut difference={difference} />}
        {decided?.in_force === true && WITHDRAWABLE.has(state) && <DecisionActions decision={decided} />}
        {DECIDABLE.has(state) && state !== 'open' && <p className={styles.anew}>Or decide anew:</p>}
        {DECIDABLE.has(state) && (
          <div
            className={styles.choices}
            role="group"
            aria-label={state === 'open' ? 'Decide' : 'Decide anew'}
          >
            {choices.map(({ kind, obstacle }) => (
              <button
                key={kind}
                type="button"
                disabled={obstacle !== null}
                title={obstacle ?? KIND_WORDS[kind].what}
                onClick={() => onAsk(kind)}
              >
                {KIND_WORDS[kind].verb} <kbd>{KIND_WORDS[kind].key}</kbd>
              </button>
            ))}
          </div>
        )}
      </div>
    </Panel>
  );
}

function Made({ decided }: { readonly decided: NonNullable<DriftWhole['decided']> }) {
  const { source, id, kind, by, at, reason, until, approvals } = decided;
  return (
    <div className={styles.made}>
      <p>
        <Link to="/decisions/$source/$id" params={{ source, id }}>
          {KIND_WORDS[kind].verb}
        </Link>
        {until !== null && ` until ${until}`}, decided by {personName(by)} <Ago at={at} />
      </p>
      <blockquote>{reason}</blockquote>
      {approvals.map((approval) => (
        <p key={approval.by}>
          approved by {personName(approval.by)} <Ago at={approval.at} />
        </p>
      ))}
    </div>
  );
}

function CarryOut({ difference }: { readonly difference: DriftWhole }) {
  const fix = useFix();
  const { decided, job } = difference;
  if (job !== null) return null;
  const refused = fix.data?.refused ?? [];
  return (
    <>
      <Button loading={fix.isPending} onClick={() => fix.mutate([keyOf(difference)])} fullWidth>
        {decided?.kind === 'adopt' ? 'Write the code' : 'Make the plan'}
      </Button>
      {refused.map(({ why }) => (
        <p key={why} className={styles.refused} role="alert">
          {why}
        </p>
      ))}
      {fix.error !== null && <Problem error={fix.error} />}
    </>
  );
}
