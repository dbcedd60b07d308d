import type { Section } from './model.js';
import type { Problems } from './problems.js';
import type { Symbols } from './symbols.js';

/** What every part of a page is built with: the names that it declares, and where its mistakes go. */
export interface BuildContext {
  readonly symbols: Symbols;
  readonly problems: Problems;
}

/** What the head of a section and its own lines say, whatever kind it is of. */
export type SectionBase = Omit<Section, 'section' | 'lines'>;
