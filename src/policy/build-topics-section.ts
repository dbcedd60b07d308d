/** A topics section, from the syntax tree to the model: how its filters are judged, its free names, its listings. */
import type { LineNode, SectionNode, Word } from '../../grammar/policy/ast.js';
import { buildClauses, type Takes } from './build-clauses.js';
import type { BuildContext, SectionBase } from './build-context.js';
import { buildListing } from './build-listing.js';
import { buildShape, buildUnder, type TemplateScope } from './build-topics.js';
import type { Declaration, FilterMode, Listing, TopicsSection, Wildcards } from './model.js';
import { numberOf } from './numbers.js';
import { didYouMean, replacement, show } from './problems.js';

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

/** The section, whose head is already built (`base`); lines with a mistake are reported and left out. */
export function buildTopicsSection(
  section: SectionNode,
  base: SectionBase,
  roles: readonly string[] | undefined,
  context: BuildContext,
): TopicsSection {
  const { problems } = context;
  const scope = { ...context, roles, section };
  const under = buildUnder(section.head.under, scope);
  const lines: (Declaration | Listing)[] = [];
  const result: Mutable<TopicsSection> = {
    section: 'topics',
    ...base,
    ...(under && { under }),
    filters: 'within',
    lines,
  };
  let filters: LineNode | undefined;
  for (const node of section.lines) {
    switch (node.kind) {
      case 'filters':
        if (filters) problems.error('policy/twice', node, 'This section already says how filters are judged.');
        filters = node;
        Object.assign(result, buildFilters(node, context));
        break;
      case 'wildcards':
        if (result.wildcards)
          problems.error('policy/twice', node, 'This section already says where wildcards may stand.');
        Object.assign(result, buildWildcards(node, context));
        break;
      case 'delivery':
        problems.notYet(node.keyword, '"delivery listed"', 'List what arrives with "receive".');
        break;
      case 'declaration':
        lines.push(buildFreeName(node, scope));
        break;
      case 'listing': {
        const listing = buildListing(node, scope);
        if (listing) lines.push(listing);
      }
    }
  }
  if (result.filters === 'overlap' && filters) warnOfOpenBorder(section, result, filters, context);
  return result;
}

function buildFilters(
  node: LineNode & { kind: 'filters' },
  { symbols, problems }: BuildContext,
): Partial<TopicsSection> {
  const clauses = buildClauses(node, remarkTakes, symbols, problems);
  const mode = filterModes.find((one) => one === node.mode.text);
  if (!mode) {
    const guess = didYouMean(node.mode.text, filterModes);
    problems.error(
      'policy/filters',
      node.mode,
      `Filters are judged "within", "exact" or "overlap", not ${show(node.mode.text)}.${guess.text}`,
      guess.word === undefined ? undefined : replacement(node.mode, guess.word),
    );
  }
  return { ...(mode && { filters: mode }), ...(clauses.about !== undefined && { filtersAbout: clauses.about }) };
}

function buildWildcards(
  node: LineNode & { kind: 'wildcards' },
  { symbols, problems }: BuildContext,
): { wildcards?: Wildcards; wildcardsAbout?: string } {
  const { about, line } = buildClauses(node, remarkTakes, symbols, problems);
  const place = { ...(line !== undefined && { line }) };
  const remark = about === undefined ? {} : { wildcardsAbout: about };
  if (node.rule.text === 'none') return { wildcards: { none: true, ...place }, ...remark };
  if (node.rule.text === 'only') {
    problems.notYet(node.rule, '"wildcards only"');
    return {};
  }
  const fromLevel = numberOf(node.value?.text ?? '');
  if (fromLevel === undefined || fromLevel < 1 || fromLevel > 128) {
    problems.error(
      'policy/number',
      node.value ?? node,
      `${show(node.value?.text ?? '')} is not a level; levels count from 1, up to 128.`,
    );
    return {};
  }
  return { wildcards: { fromLevel, ...place }, ...remark };
}

function warnOfOpenBorder(
  section: SectionNode,
  built: TopicsSection,
  filters: LineNode,
  { symbols, problems }: BuildContext,
): void {
  const under = section.head.under;
  const named = built.under?.every((prefix) =>
    [...symbols.identity.keys()].some((name) => prefix.text.includes(`{${name}}`)),
  );
  if (under && (named || built.under?.length !== under.length)) return;
  problems.warning(
    'policy/open-overlap',
    under?.[0] ?? filters,
    'Everybody may listen to everything below this prefix: "filters overlap" is fenced by a prefix that holds the client\'s own name, and this one holds none.',
  );
}

function buildFreeName(node: LineNode & { kind: 'declaration' }, scope: TemplateScope): Declaration {
  const { symbols, problems } = scope;
  const clauses = buildClauses(node, freeTakes, symbols, problems);
  if (node.shape.kind === 'bag') {
    problems.notYet(node.shape.keyword, 'A bag in a topics section');
    return { name: node.name.text.slice(1, -1), shape: { text: 'any', kind: 'any' }, ...clauses };
  }
  const shape = buildShape(node.shape, scope);
  if (shape.kind === 'expiry') problems.notYet(node.shape.alternatives[0] as Word, 'A level that is an expiry');
  return { name: node.name.text.slice(1, -1), shape, ...clauses };
}

export const filterModes: readonly FilterMode[] = ['within', 'exact', 'overlap'];

export const remarkTakes: Takes = { now: ['about'], later: ['otherwise', 'note', 'source', 'roles', 'when'] };
export const freeTakes: Takes = { now: ['about', 'note', 'source'], later: ['when', 'levels', 'default', 'roles'] };
