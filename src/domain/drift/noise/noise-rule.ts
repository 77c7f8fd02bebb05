import type { Json, JsonObject } from '../../json.ts';
import type { AttributePath } from '../attribute-path.ts';

/** A resource as reality has it; what a rule may look at to explain a difference elsewhere. */
export interface RealResource {
  readonly address: string;
  readonly type: string;
  readonly values: JsonObject;
}

/** A difference as a rule sees it: raw values, never kept. */
export interface NoiseSubject {
  readonly resource: RealResource;
  readonly path: AttributePath;
  readonly before: Json | undefined;
  readonly after: Json | undefined;
  /** `drift`: memory against reality. `plan`: reality against the code. */
  readonly between: 'drift' | 'plan';
  /** The plan would change this place: the provider holds the two to be different. */
  readonly planned: boolean;
  /** The code sets the attribute at the start of the path. */
  readonly setInCode: boolean;
}

/** What surrounds the difference. */
export interface NoiseSurroundings {
  readonly resourcesOfType: (type: string) => readonly RealResource[];
  /** The other differences of the same resource, by stable key. */
  readonly sameChangeAt: (path: AttributePath) => boolean;
}

export interface NoiseExample {
  readonly type: string;
  readonly path: AttributePath;
  readonly before: Json;
  readonly after: Json;
  readonly values?: JsonObject;
  readonly siblings?: readonly RealResource[];
  readonly also?: readonly AttributePath[];
  readonly between?: 'drift' | 'plan';
  readonly planned?: boolean;
  readonly setInCode?: boolean;
}

/**
 * Why a difference in text is none in meaning. A rule is data: to add one, write a file with an example it takes and
 * a counter-example it must leave alone, and put it in noise-rules.ts; the test of all rules does the rest.
 */
export interface NoiseRule {
  readonly id: string;
  readonly title: string;
  /** The reason a person can check. */
  readonly why: string;
  /**
   * `always`: the two sides mean the same whatever the plan says.
   * `unless_planned`: the evidence is the provider's own: it plans nothing here.
   */
  readonly holds: 'always' | 'unless_planned';
  readonly takes: (subject: NoiseSubject, around: NoiseSurroundings) => { readonly note?: string } | null;
  readonly example: NoiseExample;
  readonly counter: NoiseExample;
}
