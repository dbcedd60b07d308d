import { overlapWitness } from '../topics/algebra.js';
import { partialPattern } from '../topics/partial.js';
import type { TopicPattern } from '../topics/pattern.js';
import { isTopicFilter, patternOf } from '../topics/syntax.js';
import type { CompiledPolicy } from './compile.js';
import { type Entry, patternOfEntry, verbBit } from './entries.js';
import type { Catalogue, CatalogueEntry } from './guard.js';
import type { PartialTopic } from './packets.js';

/** What the listings of every page say together, whoever asks. The last page is the one that was asked for: its templates are shown. */
export function catalogueOf(pages: readonly CompiledPolicy[]): Catalogue {
  const catalogues = pages.map(catalogueOfPage);
  const [only] = catalogues;
  if (only && catalogues.length === 1) return only;
  return {
    verbsOf(topic) {
      const [first, ...others] = catalogues.map((one) => one.verbsOf(topic));
      return new Set([...(first ?? [])].filter((verb) => others.every((verbs) => verbs.has(verb))));
    },
    identityOf(topic) {
      const all = new Map<string, { value: string; level: number }>();
      for (const one of catalogues) for (const [name, said] of one.identityOf(topic)) all.set(name, said);
      return all;
    },
    listingsOf: (topic) => catalogues.at(-1)?.listingsOf(topic) ?? [],
    entries: catalogues.at(-1)?.entries ?? [],
  };
}

/** What the listings of one page say. */
function catalogueOfPage(compiled: CompiledPolicy): Catalogue {
  const listing = compiled.entries
    .filter((entry) => !entry.deny)
    .map((entry) => ({ entry, pattern: patternOfEntry(entry, compiled.names, [], 'relaxed') }));
  const listed = (topic: PartialTopic): typeof listing => {
    const asked = patternOfPartial(topic);
    return asked ? listing.filter(({ pattern }) => overlapWitness(pattern, asked) !== undefined) : [];
  };
  return {
    verbsOf(topic) {
      const verbs = new Set<'publish' | 'subscribe' | 'receive'>();
      for (const { entry } of listed(topic)) {
        for (const verb of ['publish', 'subscribe', 'receive'] as const)
          if (entry.verbs & verbBit[verb]) verbs.add(verb);
      }
      return verbs;
    },
    identityOf(topic) {
      const asked = patternOfPartial(topic);
      let common: Map<string, { value: string; level: number }> | undefined;
      for (const { entry } of listed(topic)) {
        const said = new Map<string, { value: string; level: number }>();
        for (const [at, level] of entry.levels.entries()) {
          const there = asked?.levels[at];
          if (level.kind !== 'bound' || there?.kind !== 'literal') continue;
          const name = compiled.names.list[level.name]?.name as string;
          if (!said.has(name)) said.set(name, { value: there.text, level: at + 1 });
        }
        if (!common) common = said;
        else for (const [name, { value }] of common) if (said.get(name)?.value !== value) common.delete(name);
      }
      return common ?? new Map();
    },
    listingsOf: (topic) => listed(topic).map(({ entry }) => shown(entry)),
    entries: compiled.entries.map(shown),
  };
}

function shown({ listing: line, section, text, deny, levels }: Entry): CatalogueEntry {
  const source = line.source ?? section.source;
  return {
    verbs: line.verbs,
    template: text,
    levels: text.split('/').map((written, at) => {
      const level = levels[at];
      return level?.kind === 'literal' ? level.text : written;
    }),
    deny,
    ...(line.about !== undefined && { about: line.about }),
    ...(line.line !== undefined && { line: line.line }),
    ...(source && { source }),
  };
}

/** A topic as far as it is known, as a set; nothing when no way to fill it in makes it well-formed. */
export function patternOfPartial(topic: PartialTopic): TopicPattern | undefined {
  if (typeof topic === 'string') return isTopicFilter(topic) ? patternOf(topic) : undefined;
  const filled = topic.map((part) => (typeof part === 'string' ? part : 'x')).join('');
  return isTopicFilter(filled) ? partialPattern(topic) : undefined;
}
