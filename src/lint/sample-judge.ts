/** Judges topics that are not wholly known by one way to fill them in. */
import type { CatalogueEntry, Guard } from '../engine/guard.js';
import type { Client, Direction, LocatedTopic } from '../readers/document.js';
import { topicParts } from '../readers/holes.js';
import { shapeSample } from '../topics/shape-text.js';
import { namesIn } from './levels.js';
import { type VerdictOptions, verdictOnTopic } from './verdicts.js';

interface Who {
  readonly client: Client;
  readonly guard: Guard;
  readonly at: LocatedTopic;
}

/** A level of a suggestion; `open`: it still is a variable. */
export interface Level {
  readonly text: string;
  readonly open: boolean;
}

/** A topic level by level, and the listing whose template it fills in. */
export interface TopicLevels {
  readonly levels: readonly Level[];
  readonly row: CatalogueEntry;
}

/** The names that the client fills in. */
export function boundNames({ policy }: Guard): Set<string> {
  const names = policy.sections.flatMap(({ section, lines }) =>
    section === 'identity' ? lines.flatMap((line) => ('bind' in line ? namesIn(line.to.text) : [])) : [],
  );
  return new Set(names);
}

/**
 * Asks the engine about one way to fill in what is open: a topic that is refused then is refused anyway, since names and variables
 * are taken from what the policy says that they may be.
 */
export class SampleJudge {
  readonly #who: Who;
  readonly #names: ReadonlyMap<string, string>;
  readonly #options: VerdictOptions;
  readonly #samples: ReadonlyMap<string, string>;
  readonly #bound: ReadonlySet<string>;

  constructor(who: Who, names: ReadonlyMap<string, string>, options: VerdictOptions) {
    this.#who = who;
    this.#names = names;
    this.#options = options;
    this.#samples = samplesOf(who.guard);
    this.#bound = boundNames(who.guard);
  }

  /** Not refused for the topic's sake, and nothing to be said against it. */
  allows({ levels, row }: TopicLevels, verb: Exclude<Direction, 'unsubscribe'>): boolean {
    const { client, guard, at } = this.#who;
    const identity: Record<string, string> = Object.create(null);
    for (const [name, value] of this.#names) if (!isHole(value)) identity[name] = value;
    const filled = levels.map(({ text, open }, index) => {
      const template = row.levels[index] ?? '';
      const [name] = namesIn(template);
      const isName = name !== undefined && template === `{${name}}`;
      if (!open && !isHole(text)) {
        if (isName && this.#bound.has(name)) identity[name] ??= text;
        return text;
      }
      if (isName && this.#bound.has(name)) {
        identity[name] ??= this.#sample(name);
        return identity[name] as string;
      }
      return template.replace(/\{([^{}]*)\}/g, (_, inner: string) => identity[inner] ?? this.#sample(inner));
    });
    const topic = { value: filled.join('/'), span: at.span };
    const { reasons, advice } = verdictOnTopic(verb, topic, client, guard, { ...this.#options, usual: identity });
    return ![...reasons, ...advice].some(({ field }) => field === undefined || field === 'topic' || field === 'filter');
  }

  #sample(name: string): string {
    return this.#samples.get(name) ?? name.split('|')[0]?.replace(/\W/g, '') ?? 'x';
  }
}

function isHole(text: string): boolean {
  return topicParts(text, 0) !== undefined;
}

/** A text that each name can have. */
function samplesOf({ policy }: Guard): Map<string, string> {
  const samples = new Map<string, string>();
  for (const { lines } of policy.sections) {
    for (const line of lines) {
      if (!('name' in line) || line.shape.kind !== 'level') continue;
      const sample = shapeSample(line.shape.level);
      if (sample !== undefined && sample !== '') samples.set(line.name, sample);
    }
  }
  return samples;
}
