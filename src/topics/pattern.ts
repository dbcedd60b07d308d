/**
 * A topic pattern is the shape in which the rest of the code talks about sets of topics: a topic filter is one, an entry of a
 * policy is one once the client's own names are filled in. Everything in src/topics that decides about sets takes these.
 */

/** One run of characters: between `min` and `max` code points, each inside one of the ranges. */
export interface Atom {
  /** Inclusive code point ranges, ascending and disjoint. */
  readonly ranges: readonly (readonly [number, number])[];
  readonly min: number;
  /** `null`: no upper bound. */
  readonly max: number | null;
}

/** Texts of one level: any of the alternatives, each a plain sequence of atoms. Never holds `/`, NUL or a surrogate. */
export interface LevelShape {
  readonly alternatives: readonly (readonly Atom[])[];
}

export type LevelPattern =
  | { readonly kind: 'literal'; readonly text: string }
  /** What `+` matches: any one level, the empty one included. */
  | { readonly kind: 'any' }
  | { readonly kind: 'shape'; readonly shape: LevelShape };

/**
 * `levels` one by one, then, if `rest` is there, zero or more further levels that all are of `rest`.
 * `a/#` is `{ levels: [a], rest: any }`; `#` is `{ levels: [], rest: any }`.
 * A pattern whose first level is `any`, or that has no level and the rest `any`, holds no topic that begins with `$`
 * [MQTT-4.7.2-1]; a shape or a literal says itself whether it begins with `$`. The empty topic is in no pattern [MQTT-4.7.3-1].
 */
export interface TopicPattern {
  readonly levels: readonly LevelPattern[];
  readonly rest?: LevelPattern;
}
