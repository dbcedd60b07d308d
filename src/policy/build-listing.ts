/** A line that lists topics, from the syntax tree to the model. */
import type { LineNode, SectionNode, Word } from '../../grammar/policy/ast.js';
import { placeIn } from '../../grammar/policy/ast.js';
import { buildConditions, fieldOf } from './build-checks.js';
import { buildClauses, type Takes } from './build-clauses.js';
import { buildTest } from './build-tests.js';
import { buildTemplate, buildTemplates, type TemplateScope } from './build-topics.js';
import { freeNameElsewhere } from './check-names.js';
import type { Listing, Template, Verb } from './model.js';
import type { Problems } from './problems.js';

/** A line that allows or denies; `undefined` after a mistake in its topics or checks. */
export function buildListing(node: LineNode & { kind: 'listing' }, section: TemplateScope): Listing | undefined {
  const { symbols, problems } = section;
  const clauses = buildClauses(node, listingTakes, symbols, problems);
  const scope = { ...section, roles: clauses.roles ?? section.roles };
  const verbs: Verb[] = [];
  for (const word of node.verbs) {
    const verb = word.text as Verb;
    if (verbs.includes(verb)) problems.error('policy/twice', word, `"${verb}" stands twice on this line.`);
    else verbs.push(verb);
  }
  const topics = buildTemplates(node.topics, scope);
  for (const word of node.topics) refuseEmptyTopic(word, section.section, problems);
  const reply = node.clauses.reply && buildTemplates(node.clauses.reply, scope);
  const when = node.clauses.when && buildConditions(node.clauses.when, undefined, scope);
  const except = node.clauses.except && buildExcept(topics, node.clauses.except, scope);
  const use = node.clauses.use && buildTemplate(node.clauses.use, scope);
  const checks = node.clauses.checks.flatMap(({ field: word, test: testNode }) => {
    const field = fieldOf(
      word,
      verbs,
      `a field of ${verbs.join(' or ')}`,
      ['for', 'otherwise', 'reply', 'note', 'use', 'source'],
      problems,
    );
    const test = field && buildTest(testNode, field, scope);
    return test ? [{ field: word.text, test }] : [];
  });
  if (topics.length < node.topics.length || checks.length < node.clauses.checks.length) return undefined;
  return {
    ...(node.deny && { deny: true }),
    verbs,
    topics,
    checks,
    ...(when && { when }),
    ...(except && { except }),
    ...(reply && { reply }),
    ...(use && { use }),
    ...clauses,
  };
}

/** What a listing leaves out. A free name of it is compared level by level, so it stands at one level only. */
function buildExcept(
  listed: readonly Template[],
  { topics }: NonNullable<LineNode['clauses']['except']>,
  scope: TemplateScope,
): Template[] {
  const { symbols, problems } = scope;
  return topics.flatMap((word) => {
    const template = buildTemplate(word, scope);
    if (!template) return [];
    const moved = freeNameElsewhere(template, listed, symbols);
    if (moved === undefined) return [template];
    const at = placeIn(word, 0, word.text.length);
    problems.notYet(at, `{${moved}} at two different levels of a line and its "except"`);
    return [];
  });
}

/** Refuses the empty topic, except where a prefix makes it the prefix itself. */
export function refuseEmptyTopic(word: Word, section: SectionNode | undefined, problems: Problems): void {
  if (word.text === '' && !section?.head.under) {
    problems.error('policy/template', word, 'A topic has at least one character [MQTT-4.7.3-1].');
  }
}

export const listingTakes: Takes = {
  now: ['checks', 'about', 'roles', 'when', 'otherwise', 'except', 'reply', 'note', 'use', 'source'],
  later: ['notCounting', 'required', 'after'],
};
