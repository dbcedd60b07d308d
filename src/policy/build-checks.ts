/** Lines that check fields, from the syntax tree to the model. */
import type { ConditionNode, SectionNode, Word } from '../../grammar/policy/ast.js';
import { buildClauses, type Takes } from './build-clauses.js';
import type { BuildContext } from './build-context.js';
import { buildTest } from './build-tests.js';
import { type Field, type FieldPlace, fieldsAt, isOpenField, occasions } from './fields.js';
import type { Check, Condition } from './model.js';
import { didYouMean, type Problems, replacement, show } from './problems.js';
import { settingCondition } from './setting-condition.js';
import { nameInBraces } from './template-text.js';

export const checkTakes: Takes = {
  now: ['about', 'roles', 'when', 'otherwise', 'note', 'source'],
  later: ['notCounting', 'except'],
};

/** The checks of a `connect` or `every …` section. */
export function buildChecks(section: SectionNode, place: FieldPlace, context: BuildContext): Check[] {
  const { symbols, problems } = context;
  return section.lines.flatMap((node): Check[] => {
    if (node.kind !== 'check') return [];
    const clauses = buildClauses(node, checkTakes, symbols, problems);
    const where =
      place === 'connect'
        ? 'a field of CONNECT'
        : place === 'packet'
          ? 'a packet of MQTT'
          : `a field of "every ${place}"`;
    const fields = node.fields.map((word) => fieldOf(word, [place], where, ['otherwise', 'source'], problems));
    const seen = new Set<string>();
    for (const word of node.fields) {
      if (seen.has(word.text)) problems.error('policy/twice', word, `${show(word.text)} stands twice on this line.`);
      seen.add(word.text);
    }
    // One mistake in the value makes one message, however many fields share it.
    const [first] = fields;
    const test = fields.every((field) => field) && first ? buildTest(node.test, first, context) : undefined;
    for (const field of fields.slice(1)) if (test && field) buildTest(node.test, field, context);
    const when = node.clauses.when && buildConditions(node.clauses.when, place, context);
    if (!test || (node.clauses.when && !when)) return [];
    return [{ check: node.fields.map((word) => word.text), test, ...(when && { when }), ...clauses }];
  });
}

/** The packets that a condition in a section of this place is about. */
export function packetsOf(place: FieldPlace | undefined): readonly FieldPlace[] {
  if (place === undefined) return [];
  return place === 'session' ? ['publish', 'subscribe'] : [place];
}

/** Conditions on packets of these places, on the client, and on settings. `undefined` after a problem. */
export function buildConditions(
  node: ConditionNode,
  place: FieldPlace | undefined,
  context: BuildContext,
): Condition[] | undefined {
  const { problems } = context;
  const places = packetsOf(place);
  const conditions = node.checks.flatMap(({ field: word, test: testNode }): Condition[] => {
    if (nameInBraces(word.text) !== undefined) {
      const condition = settingCondition(word, testNode, context);
      return condition ? [condition] : [];
    }
    if (isOpenField(word.text)) {
      problems.notYet(word, `A condition on ${word.text}`);
      return [];
    }
    const plain = testNode.kind === 'is' || word.text === 'protocol';
    const ofClient = fieldsAt('condition').has(word.text) && !(place === 'connect' && plain);
    if (place === undefined && !ofClient && occasions.some((one) => fieldsAt(one).has(word.text))) {
      problems.notYet(word, `A condition on the packet, ${word.text},`, 'Here a condition is about the client.');
      return [];
    }
    const where = place === undefined ? 'a field of the client' : 'a field of this packet';
    const field = fieldOf(word, ofClient ? ['condition'] : [...places, 'condition'], where, [], problems);
    const test = field && buildTest(testNode, field, context);
    return test ? [{ field: word.text, test }] : [];
  });
  return conditions.length === node.checks.length ? conditions : undefined;
}

/** The row of the table for a field in its place; `undefined` after a problem. */
export function fieldOf(
  word: Word,
  places: readonly FieldPlace[],
  where: string,
  others: readonly string[],
  problems: Problems,
): Field | undefined {
  for (const place of places) {
    const field = fieldsAt(place).get(word.text);
    if (field?.later) {
      problems.notYet(word, `The field ${field.name}`);
      return undefined;
    }
    if (field) return field;
  }
  if (places.includes('binding') && (isOpenField(word.text) || fieldsAt('condition').has(word.text))) {
    problems.notYet(word, `The field ${show(word.text)}`);
    return undefined;
  }
  const known = places.flatMap((place) =>
    [...fieldsAt(place).values()].filter((field) => !field.later).map((field) => field.name),
  );
  const elsewhere = occasions.filter((occasion) => fieldsAt(occasion).has(word.text));
  const guess = elsewhere.length > 0 ? { text: '' } : didYouMean(word.text, [...known, ...others]);
  const hint =
    elsewhere.length > 0 && !places.includes('packet')
      ? ` It is one of ${elsewhere.map((one) => `"every ${one}"`).join(' and ')}.`
      : ` ${places.includes('packet') ? 'Packets' : 'Fields'}: ${[...new Set(known)].join(', ')}.`;
  problems.error(
    'policy/unknown-field',
    word,
    `${show(word.text)} is not ${where}.${guess.text}${hint}`,
    guess.word === undefined ? undefined : replacement(word, guess.word),
  );
  return undefined;
}
