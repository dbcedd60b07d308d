/** Checks: a field and the values that it may have, from the syntax tree to the model. */
import type { Span, TestNode, Word } from '../../grammar/policy/ast.js';
import { parseNetwork } from './address.js';
import type { BuildContext } from './build-context.js';
import { compared, numbers, rate } from './build-number-tests.js';
import type { Field } from './fields.js';
import type { Test } from './model.js';
import { numberOf, rangeOf } from './numbers.js';
import { didYouMean, type Problems, replacement, show } from './problems.js';
import { looksLikeShape, parseShape } from './shape.js';
import { shapePlace } from './shape-words.js';
import { nameInBraces } from './template-text.js';
import { distinct, named, settingsAmong } from './test-values.js';

/** The test of a check on this field; `undefined` after a problem was reported. */
export function buildTest(node: TestNode, field: Field, context: BuildContext): Test | undefined {
  const { problems } = context;
  if (node.not) {
    problems.notYet(node.not, '"not" in front of a value');
    return undefined;
  }
  if (node.kind === 'is') return presence(node, node.word, field, problems);
  if (field.type === 'packet') {
    problems.error('policy/value', node, `A packet is refused with "none": ${field.name} none.`);
    return undefined;
  }
  const bounds = node.kind === 'compare' ? compared(node, field, context) : listed(node, field, context);
  if (!bounds || !node.per) return bounds;
  return rate(bounds, node.per, field, problems);
}

function presence(node: Span, word: Word, field: Field, problems: Problems): Test | undefined {
  const is = word.text === 'none' ? 'none' : 'required';
  const fits = field.type === 'packet' ? is === 'none' : field.optional === true;
  if (fits) return { is };
  const instead =
    field.type === 'packet'
      ? `Write "${field.name} none" to refuse the packet.`
      : `${field.name} is always there; say which values it may have.`;
  problems.error('policy/value', node, `"${is}" does not fit ${field.name}. ${instead}`);
  return undefined;
}

function listed(node: TestNode & { kind: 'values' }, field: Field, context: BuildContext): Test | undefined {
  const { problems } = context;
  const { values, unit: unitWord } = node;
  const numeric = values.every(
    (word) =>
      !word.quoted &&
      word.text.split('..', 3).every((text) => numberOf(text) !== undefined || nameInBraces(text) !== undefined),
  );
  if (field.type === 'presence') {
    // A name in braces alone is rather the form of the identity than a setting without its unit.
    const sized = unitWord || values.some((word) => nameInBraces(word.text) === undefined);
    if (field.units && numeric && sized) return numbers(node, field, context);
    const size = field.units ? ', or a size such as 1..64 chars' : '';
    const form = ['client-id', 'username', 'password', 'will.topic'].includes(field.name)
      ? ` Its form is declared in the identity section: ${field.name} {name}, and the shape of {name}.`
      : '';
    problems.error('policy/value', node, `${field.name} takes "none" or "required"${size}.${form}`);
    return undefined;
  }
  if (field.type === 'text') return oneOf(values, field, context);
  if (field.type === 'words' || field.type === 'address') {
    if (unitWord) {
      problems.error('policy/unit', unitWord, `${field.name} is a text and has no unit.`);
      return undefined;
    }
    if (field.type === 'address') return networks(values, field, problems);
    const shaped = values.some((word) => !word.quoted && looksLikeShape(word.text));
    return shaped ? shapeTest(node, field, problems) : oneOf(values, field, context);
  }
  if (field.type === 'shape' && !(unitWord && numeric)) return shapeTest(node, field, problems);
  if (field.type === 'flag') return flags(values, unitWord, field, context);
  return numbers(node, field, context);
}

function oneOf(values: readonly Word[], field: Field, context: BuildContext): Test | undefined {
  const { problems } = context;
  let fine = true;
  const used = settingsAmong(values, 'text', context);
  if (!used) return undefined;
  for (const [at, word] of values.entries()) {
    if (used.has(at)) continue;
    if (!field.values || field.values.includes(word.text)) continue;
    const meant =
      field.alsoWritten && Object.hasOwn(field.alsoWritten, word.text) ? field.alsoWritten[word.text] : undefined;
    const guess =
      meant === undefined ? didYouMean(word.text, field.values) : { text: ` Did you mean "${meant}"?`, word: meant };
    problems.error(
      'policy/value',
      word,
      `${show(word.text)} is not a value of ${field.name}.${guess.text} It is ${field.values.join(', ')}.`,
      guess.word === undefined ? undefined : replacement(word, guess.word),
    );
    fine = false;
  }
  if (!fine || !distinct(values, field, problems)) return undefined;
  return { in: values.map((word, at) => (used.get(at) ? (used.get(at)?.default ?? '') : word.text)), ...named(used) };
}

function networks(values: readonly Word[], field: Field, problems: Problems): Test | undefined {
  for (const word of values) {
    if (parseNetwork(word.text)) continue;
    problems.error(
      'policy/value',
      word,
      `${show(word.text)} is not an address. Write one as 10.0.0.7 or fd00::7, or a network as 192.168.4.0/24.`,
    );
    return undefined;
  }
  return distinct(values, field, problems) ? { in: values.map((word) => word.text) } : undefined;
}

function shapeTest(node: TestNode & { kind: 'values' }, field: Field, problems: Problems): Test | undefined {
  if (node.unit) {
    problems.error(
      'policy/unit',
      node.unit,
      `A shape has no unit. Write a number for the size of ${field.name}, or a shape for its form.`,
    );
    return undefined;
  }
  const parsed = parseShape(node.values.map((word) => word.text).join(' | '));
  if ('faults' in parsed) {
    for (const fault of parsed.faults) problems.error('policy/shape', shapePlace(node.values, fault), fault.message);
    return undefined;
  }
  if (parsed.shape.kind === 'expiry') {
    problems.error('policy/shape', node, '"expiry" is the shape of a part of a token, not of a level.');
    return undefined;
  }
  return { shape: parsed.shape };
}

const flagWords: Readonly<Record<string, string>> = { true: '1', yes: '1', on: '1', false: '0', no: '0', off: '0' };

function flags(values: readonly Word[], unit: Word | undefined, field: Field, context: BuildContext): Test | undefined {
  const { problems } = context;
  if (unit) {
    problems.error('policy/unit', unit, `${field.name} is 0 or 1 and has no unit.`);
    return undefined;
  }
  const [only] = values;
  if (values.length === 1 && only && rangeOf(only.text)?.join() === '0,1') return { from: 0, to: 1 };
  const used = settingsAmong(values, 'number', context);
  if (!used) return undefined;
  for (const [at, word] of values.entries()) {
    if (word.text === '0' || word.text === '1' || used.has(at)) continue;
    const meant = Object.hasOwn(flagWords, word.text) ? flagWords[word.text] : undefined;
    problems.error(
      'policy/value',
      word,
      `${field.name} is 0 or 1, as on the wire.${meant === undefined ? '' : ` Write ${meant}.`}`,
      meant === undefined ? undefined : replacement(word, meant),
    );
    return undefined;
  }
  if (!distinct(values, field, problems)) return undefined;
  return {
    in: values.map((word, at) => Number(used.get(at) ? (used.get(at)?.default ?? 0) : word.text)),
    ...named(used),
  };
}
