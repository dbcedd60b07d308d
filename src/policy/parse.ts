import type { Page, Span, Word } from '../../grammar/policy/ast.js';
import { printPage } from '../../grammar/policy/print.js';
import { readPage } from '../../grammar/policy/read.js';
import { buildPolicy, nothingSpoilt, type Spoilt } from './build.js';
import { builtinNames, builtinPolicy } from './builtins.js';
import { extendPage } from './extend.js';
import { fieldsOfSection } from './fields.js';
import { layersOf } from './layers.js';
import type { Policy, PolicyProblem } from './model.js';
import { isJsonPage } from './page-name.js';
import { didYouMean, Problems, replacement, show } from './problems.js';
import { pageFromJson, valueOfJson } from './read-json.js';
import { pageOf } from './to-page.js';

export interface ParsedPolicy {
  /** Absent when there is any error. */
  readonly policy?: Policy;
  readonly problems: readonly PolicyProblem[];
}

export interface ParseOptions {
  /**
   * Finds the policy that a page extends or stands on: a policy, or the text of one, in JSON where the name ends in `.json`. `from` is the name by which the page itself was
   * found, when another one names it. `undefined`: there is none but the built-in policies.
   */
  readonly resolve?: (name: string, from?: string) => Policy | string | undefined;
}

const maxAncestors = 16;

/**
 * Parses the text of a policy. Never throws: what is wrong is in `problems`, each with its place, and `policy` is only there
 * when none of them is an error. A page that extends another comes out merged with it, and extends nothing any more; one that
 * stands on another holds it in `on`.
 */
export function parsePolicy(text: string, options: ParseOptions = {}): ParsedPolicy {
  return parseWithin(text, options, []);
}

function parseWithin(text: string, options: ParseOptions, descendants: readonly string[], from?: string): ParsedPolicy {
  const problems = new Problems(text);
  const read = readPage(text, { fieldsOf: fieldsOfSection });
  for (const fault of read.faults) problems.syntax(fault);
  const spoilt = { names: read.spoiltNames, roles: read.spoiltRoles, sections: read.spoiltSections };
  return finishPolicy(read.page, spoilt, problems, options, descendants, from);
}

function parseJsonWithin(
  text: string,
  options: ParseOptions,
  descendants: readonly string[],
  from: string,
): ParsedPolicy {
  const problems = new Problems();
  const refused = (): ParsedPolicy => finished(undefined, problems);
  const read = valueOfJson(text);
  if ('why' in read) {
    problems.error('json/syntax', { offset: 0, length: 0, path: '' }, read.why);
    return refused();
  }
  const page = pageFromJson(read.value, problems);
  return page ? finishPolicy(page, nothingSpoilt, problems, options, descendants, from) : refused();
}

/** From a tree, of text or of JSON, to the model: the parent is laid under it, then the whole is checked. */
export function finishPolicy(
  page: Page,
  spoilt: Spoilt,
  problems: Problems,
  options: ParseOptions,
  descendants: readonly string[] = [],
  from?: string,
): ParsedPolicy {
  const refer = (word: Word | undefined, relation: Relation): Policy | undefined =>
    word && referTo(word, relation, page, problems, options, descendants, from);
  const parent = refer(page.head?.extends, 'extends');
  // Without its parent a page cannot be judged: names and roles may be declared there.
  if (page.head?.extends && !parent) return finished(undefined, problems);
  const below = parent && pageOf(parent, inheritedAt(page.head?.extends as Word));
  const whole = below ? extendPage(below, page, problems) : page;
  const policy = buildPolicy(whole, below ? shifted(spoilt, page, whole) : spoilt, problems);
  // A copy of a page that stands on another stands there too.
  const on = parent?.on ?? refer(page.head?.on, 'on');
  if (!policy || !on) return finished(policy, problems);
  const written = page.head?.on;
  if (layersOf(on).some(({ name }) => name === policy.name))
    problems.error(
      'policy/on',
      written ?? page.head?.name ?? { offset: 0, length: 0 },
      `Two pages that decide together are called ${show(policy.name)}, so nobody could tell which of them refuses. Give one of them another name.`,
    );
  const onFile = written && written.text !== on.name ? written.text : parent?.onFile;
  return finished({ ...policy, on, ...(onFile !== undefined && { onFile }) }, problems);
}

function finished(policy: Policy | undefined, problems: Problems): ParsedPolicy {
  const list = [...problems.list].sort((a, b) => a.offset - b.offset);
  return policy && !problems.hasErrors ? { policy, problems: list } : { problems: list };
}

/** Sections that a fault spoilt, by their place in the merged page. */
function shifted(spoilt: Spoilt, child: Page, whole: Page): Spoilt {
  if (spoilt.sections.size === 0) return spoilt;
  const kinds = new Set([...spoilt.sections].map((at) => child.sections[at]?.head.kind));
  return {
    ...spoilt,
    sections: new Set(whole.sections.flatMap((section, at) => (kinds.has(section.head.kind) ? [at] : []))),
  };
}

/** How one page speaks of another. */
type Relation = 'extends' | 'on';

const relations = {
  extends: { purpose: 'to extend', cycle: 'no policy can be its own parent' },
  on: { purpose: 'to stand on', cycle: 'no policy can stand on itself' },
} as const;

/** The policy that a word of the head names; `undefined` after a problem. */
function referTo(
  word: Word,
  relation: Relation,
  page: Page,
  problems: Problems,
  options: ParseOptions,
  descendants: readonly string[],
  from: string | undefined,
): Policy | undefined {
  const chain = [...descendants, page.head?.name.text ?? ''];
  const refuse = (message: string): undefined => {
    problems.error(`policy/${relation}`, word, message);
    return undefined;
  };
  const { purpose, cycle } = relations[relation];
  if (chain.includes(word.text))
    return refuse(`${[...chain.slice(chain.indexOf(word.text)), word.text].join(` ${relation} `)}: ${cycle}.`);
  if (chain.length > maxAncestors) return refuse(`More than ${maxAncestors} policies build upon one another.`);
  const found = options.resolve?.(word.text, from) ?? builtinPolicy(word.text);
  if (found === undefined) {
    const guess = didYouMean(word.text, builtinNames());
    const known = ` Built in: ${builtinNames().join(', ')}; or write the path of a .mqttpolicy or .json file from here, or the name of a .mqttpolicy file beside this.`;
    problems.error(
      `policy/${relation}`,
      word,
      `There is no policy ${show(word.text)} ${purpose}.${guess.text}${known}`,
      guess.word === undefined ? undefined : replacement(word, guess.word),
    );
    return undefined;
  }
  if (typeof found !== 'string') return found;
  const parse = isJsonPage(word.text) ? parseJsonWithin : parseWithin;
  const parsed = parse(found, options, chain, word.text);
  if (parsed.policy) return parsed.policy;
  const first = parsed.problems.find((problem) => problem.severity === 'error');
  const where =
    !first || first.path === '' ? '' : ` (its ${first.path === undefined ? `line ${first.line}` : first.path})`;
  return refuse(`The policy ${show(word.text)} does not load: ${first?.message ?? ''}${where}`);
}

/** The place of what a page inherits: the parent's name. */
function inheritedAt({ offset, length, path }: Word): Span {
  return { offset, length, ...(path !== undefined && { path }), inherited: true };
}

/** A policy as the text of a page, in canonical form. */
export function policyToText(policy: Policy): string {
  return printPage(pageOf(policy));
}
