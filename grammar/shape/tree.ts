/** What a shape is made of, with the place of every part; there for broken shapes too. */
import type { Placed } from '../placed.js';
import type { TextFault } from '../text-fault.js';

export interface ShapeTree {
  readonly text: string;
  /** Joined by ` | `. */
  readonly alternatives: readonly ShapeAlternativeNode[];
  /** In the order of the text. */
  readonly faults: readonly TextFault[];
}

export interface ShapeAlternativeNode extends Placed {
  readonly atoms: readonly ShapeAtomNode[];
}

export type ShapeAtomNode = CharacterNode | SetNode;

/** A character that stands for itself. */
export interface CharacterNode extends Placed {
  readonly kind: 'character';
  readonly code: number;
}

/** `[a-z]{1,8}`, `[^/]`: so many characters, each of the ranges, or of none of them. */
export interface SetNode extends Placed {
  readonly kind: 'set';
  readonly complement: boolean;
  readonly ranges: readonly ShapeRangeNode[];
  readonly min: number;
  /** `null`: no upper bound. */
  readonly max: number | null;
}

/** `a-z`, or one character: both ends are the same. */
export interface ShapeRangeNode extends Placed {
  readonly from: number;
  readonly to: number;
}
