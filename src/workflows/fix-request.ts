import type { Decision, DecisionSubject } from '#domain/decision/decision.ts';
import type { FlapSettings } from '#domain/drift/life/flapping.ts';
import type { DriftRecord } from '#domain/drift/life/drift-record.ts';
import type { Difference, StackReport } from '#domain/drift/report.ts';
import type { FixHolder } from '#domain/remedy/fix-run.ts';
import type { CodeEditor, EditOrigin } from '#ports/code-editor.ts';
import type { EngineProgress } from '#ports/engine.ts';
import type { Memory } from '#ports/memory.ts';
import type { ApplyProgress, RemedyEngine } from '#ports/remedy-engine.ts';
import type { Repository } from '#ports/repository.ts';
import type { ScanDependencies, ScanTarget } from './scan-stack.ts';

export interface FixDependencies extends ScanDependencies {
  readonly memory: Memory;
  readonly remedy: RemedyEngine;
  readonly repository: Repository;
  readonly editor: CodeEditor;
  /** Unique, short, for runs and scans. */
  readonly newId: () => string;
  readonly holder: FixHolder;
  readonly flapping: FlapSettings;
}

/** One difference to act on, and the decision that says so. */
export interface FixSubject {
  readonly record: DriftRecord;
  readonly decision: Decision;
  readonly subject: DecisionSubject;
}

/** What is to be done on one stack, all of one kind. */
export interface FixRequest {
  readonly target: ScanTarget;
  readonly subjects: readonly FixSubject[];
  /** Who acts: `Name <email>`. */
  readonly actor: string;
}

/** Hears how a fix goes on, to show it. */
export interface FixObserver {
  readonly phase: (what: string) => void;
  readonly reading: (progress: EngineProgress) => void;
  readonly applying: (progress: ApplyProgress) => void;
}

/** Why nothing was done. */
export interface FixRefusal {
  /** Such as `reality_moved`; see docs/remedy.md. */
  readonly code: string;
  readonly sentence: string;
  readonly next: string | null;
}

/** How a fix of one stack ended. */
export type FixResult =
  /** Nothing was changed. */
  | { readonly kind: 'refused'; readonly refusals: readonly FixRefusal[] }
  /** A person looked at the plan and said no, or nobody could be asked. Nothing was changed. */
  | { readonly kind: 'not_confirmed'; readonly why: string }
  | { readonly kind: 'verified'; readonly run: string; readonly report: StackReport }
  /** Acted, and the fresh read still shows something. */
  | {
      readonly kind: 'not_verified';
      readonly run: string;
      readonly seen: readonly Difference[];
      readonly detail: string | null;
    }
  /** Acted, and the fresh read could not be made: nobody knows, and the run stays open to be resumed. */
  | { readonly kind: 'unverified'; readonly run: string; readonly detail: string }
  | {
      readonly kind: 'proposed';
      readonly run: string;
      readonly branch: string;
      readonly commit: string;
      readonly pushedTo: string | null;
      readonly pushProblem: string | null;
      readonly origins: readonly EditOrigin[];
      /** null: it was proven by a process that was killed afterwards; the commit's message tells. */
      readonly proof: EditProof | null;
      readonly patch: string;
    }
  | {
      readonly kind: 'patch';
      readonly patch: string;
      readonly origins: readonly EditOrigin[];
      readonly proof: EditProof;
    };

/** What the plan of the edited code showed. */
export interface EditProof {
  readonly engine: string;
  readonly resourcesRead: number;
  /** Differences that were there before and still are: others than those adopted. */
  readonly left: number;
}
