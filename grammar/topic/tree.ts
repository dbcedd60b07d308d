/** What a topic is made of, with the place of every level; there for broken topics too. */
import type { TopicKind, TopicProblem } from '../../src/topics/problems.js';

export interface TopicTreeLevel {
  /** `single` is `+`, `multi` is `#`; `broken` levels hold something that a problem is reported for. */
  readonly kind: 'literal' | 'single' | 'multi' | 'broken';
  readonly text: string;
  /** UTF-16 offset and length in the topic. */
  readonly offset: number;
  readonly length: number;
  /** Counted from 1. */
  readonly level: number;
}

export interface TopicTree {
  readonly kind: TopicKind;
  readonly text: string;
  /** Empty for a topic that is empty or too long. */
  readonly levels: readonly TopicTreeLevel[];
  /** In the order of the text. */
  readonly problems: readonly TopicProblem[];
}
