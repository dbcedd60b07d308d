import type { IToken } from 'chevrotain';
import { withArticle } from '../../src/text/article.js';
import { isPacketName, packetNames } from '../packet-names.js';
import type {
  Expectation,
  FilterNode,
  OptionNode,
  Outcome,
  OutcomeKind,
  Payload,
  Place,
  Statement,
  Written,
} from './ast.js';
import { didYouMean, shown } from './messages.js';
import { type Report, readOptions } from './options.js';
import type { RawLine, RawOutcome, RawTarget } from './parser.js';
import { endOf, JsonPayload, ScalarPayload } from './tokens.js';

/** Which outcomes a statement can have; the number says whether a code follows: `granted 1`. */
const OUTCOMES = new Map<string, { readonly code?: string; readonly verbs?: readonly string[] }>([
  ['allowed', {}],
  ['denied', {}],
  ['closed', {}],
  ['granted', { code: 'the QoS, as in "granted 0"', verbs: ['subscribe'] }],
  ['failure', { verbs: ['subscribe'] }],
  ['refused', { code: 'the return code, as in "refused 4"', verbs: ['connect'] }],
  ['dropped', { verbs: ['publish', 'receive'] }],
]);

/** Turns the tokens of one line into a statement; `base` is the line's offset in the text. `undefined` after a mistake. */
export function buildStatement(
  raw: RawLine,
  base: number,
  line: number,
  end: number,
  report: Report,
): Statement | undefined {
  let failed = false;
  const fail: Report = (code, message, span) => {
    failed = true;
    report(code, message, span);
  };
  const context: Context = { base, fail };
  const verb = raw.verb.image;
  const expectation = raw.expectation === undefined ? undefined : readExpectation(context, raw, verb);
  const common = {
    span: { start: base + raw.verb.startOffset, end },
    line,
    ...(expectation === undefined ? {} : { expectation }),
  };
  const statement = readVerb(context, raw, verb, common);
  return failed ? undefined : statement;
}

interface Context {
  readonly base: number;
  readonly fail: Report;
}

function readVerb(context: Context, raw: RawLine, verb: string, common: { span: Place; line: number }): Statement {
  switch (verb) {
    case 'connect': {
      const options = raw.options.map((token) => readOption(context, token));
      const fields = readOptions('connect', options, context.fail);
      if (fields.noWill && (fields.willTopic || fields.willPayload || fields.willQos || fields.willRetain)) {
        context.fail(
          'option',
          'will=none says that there is no will, and the same statement describes one.',
          fields.noWill.span,
        );
      }
      return { kind: 'connect', ...common, complete: raw.complete !== undefined, fields, options };
    }
    case 'subscribe':
    case 'unsubscribe':
      return { kind: verb, ...common, filters: raw.targets.map((target) => readFilter(context, target, verb)) };
    case 'publish':
    case 'receive': {
      const target = raw.targets[0] as RawTarget;
      const options = target.options.map((token) => readOption(context, token));
      const fields = readOptions(verb, options, context.fail);
      const topic = readText(context, target.topic);
      if (verb === 'receive') return { kind: 'receive', ...common, topic, ...fields, options };
      const payload = raw.payload === undefined ? {} : { payload: readPayload(context, raw.payload) };
      if (raw.payload !== undefined && fields.payloadBytes !== undefined) {
        context.fail(
          'option',
          'payload-bytes stands in for a payload that is not written; here one is.',
          fields.payloadBytes.span,
        );
      }
      return { kind: 'publish', ...common, topic, ...fields, ...payload, options };
    }
    default: {
      const name = readText(context, raw.name as IToken);
      if (verb === 'packet' && !isPacketName(name.value)) {
        const hint = didYouMean(name.value, packetNames) || ` There are ${packetNames.join(', ')}.`;
        context.fail('unknown-word', `${shown(name.value)} is not the name of a packet.${hint}`, name.span);
      }
      if (verb === 'packet') return { kind: 'packet', ...common, name };
      return { kind: verb === 'role' ? 'role' : 'policy', ...common, name };
    }
  }
}

function readFilter(context: Context, target: RawTarget, verb: string): FilterNode {
  const options = target.options.map((token) => readOption(context, token));
  const topic = readText(context, target.topic);
  const end = options.at(-1)?.span.end ?? topic.span.end;
  return { topic, ...readOptions(verb, options, context.fail), options, span: { start: topic.span.start, end } };
}

function readExpectation(context: Context, raw: RawLine, verb: string): Expectation {
  const { arrow, outcomes } = raw.expectation as NonNullable<RawLine['expectation']>;
  const read = outcomes.map((outcome) => readOutcome(context, outcome, verb));
  const span = { start: context.base + arrow.startOffset, end: read.at(-1)?.span.end ?? context.base + endOf(arrow) };
  if (verb === 'policy' || verb === 'role') {
    const what = verb === 'policy' ? 'which policy the script is for' : 'which role its clients have';
    context.fail('expectation', `${verb} says ${what}; nothing is expected of it.`, span);
  }
  const filters = Math.max(1, raw.targets.length);
  if (read.length > 1 && read.length !== filters) {
    const counts = `${read.length} outcomes for ${filters} ${filters === 1 ? 'request' : 'filters'}`;
    context.fail('expectation', `${counts}: write one for each filter, in order, or one for all.`, span);
  }
  return { outcomes: read, span };
}

function readOutcome(context: Context, raw: RawOutcome, verb: string): Outcome {
  const word = placeOf(context, raw.word);
  const kind = raw.word.image;
  const rule = OUTCOMES.get(kind);
  if (rule === undefined) {
    const hint = didYouMean(kind, OUTCOMES.keys()) || ` There are ${[...OUTCOMES.keys()].join(', ')}.`;
    context.fail('expectation', `${shown(kind)} is not an outcome.${hint}`, word);
  } else if (rule.verbs && !rule.verbs.includes(verb)) {
    context.fail(
      'expectation',
      `"${kind}" is the outcome of ${rule.verbs.map(withArticle).join(' or ')}; ${withArticle(verb)} can be ${possible(verb)}.`,
      word,
    );
  } else if (rule.code !== undefined && raw.code === undefined) {
    context.fail('expectation', `"${kind}" needs ${rule.code}.`, word);
  } else if (rule.code === undefined && raw.code !== undefined) {
    context.fail('expectation', `"${kind}" takes no number.`, placeOf(context, raw.code));
  }
  const last = raw.reasons.at(-1) ?? raw.code ?? raw.word;
  return {
    kind: kind as OutcomeKind,
    ...(raw.code === undefined ? {} : { code: Number(raw.code.image) }),
    reasons: raw.reasons.map((token) => ({ value: token.image, span: placeOf(context, token) })),
    span: { start: word.start, end: context.base + endOf(last) },
  };
}

/** The outcomes that a verb can have, and whether a number follows. */
export function outcomesOf(verb: string): ReadonlyMap<string, { readonly code?: string }> {
  return new Map([...OUTCOMES].filter(([, rule]) => rule.verbs?.includes(verb) ?? true));
}

/** The outcomes of a verb, as a list for people. */
function possible(verb: string): string {
  const names = [...outcomesOf(verb).keys()];
  return `${names.slice(0, -1).join(', ')} or ${names.at(-1)}`;
}

function readOption(context: Context, token: IToken): OptionNode {
  const equals = token.image.indexOf('=');
  const start = context.base + token.startOffset;
  const span = { start, end: start + token.image.length };
  const written = token.image.slice(equals + 1);
  const valueSpan = { start: start + equals + 1, end: span.end };
  return {
    key: { value: token.image.slice(0, equals), span: { start, end: start + equals } },
    value: { value: written.startsWith('"') ? unquote(context, written, valueSpan) : written, span: valueSpan },
    quoted: written.startsWith('"'),
    span,
  };
}

function readText(context: Context, token: IToken): Written<string> {
  const span = placeOf(context, token);
  return { value: token.image.startsWith('"') ? unquote(context, token.image, span) : token.image, span };
}

function readPayload(context: Context, token: IToken): Payload {
  const json = token.tokenType === JsonPayload || token.tokenType === ScalarPayload;
  if (!json) return { ...readText(context, token), json };
  const span = placeOf(context, token);
  try {
    JSON.parse(token.image);
  } catch {
    context.fail(
      'value',
      `The payload ${shown(token.image)} is not JSON. Text of any other kind is written in double quotes.`,
      span,
    );
  }
  return { value: token.image, span, json };
}

function unquote(context: Context, image: string, span: Place): string {
  try {
    return JSON.parse(image) as string;
  } catch {
    const hint = 'Inside quotes only the escapes of JSON are known: \\" \\\\ \\/ \\b \\f \\n \\r \\t \\uXXXX.';
    context.fail('string', `${shown(image)} is not a string. ${hint}`, span);
    return image;
  }
}

function placeOf(context: Context, token: IToken): Place {
  return { start: context.base + token.startOffset, end: context.base + endOf(token) };
}
