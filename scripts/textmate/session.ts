/** The TextMate grammar of session scripts: a rule for each mode of the lexer, its tokens in the lexer's order. */
import type { TokenType } from 'chevrotain';
import * as tokens from '../../grammar/session/tokens.js';
import { topicParts } from './parts.js';
import { sessionScope } from './scopes.js';

const end = '(?=,?(?:[ \\t]|$))';
const quoted = '"(?:[^"\\\\\\n]|\\\\.)*"';
const plainTopic = `[^ \\t\\n"]+?${end}`;

export function sessionGrammar(): object {
  return {
    name: 'MQTT session script',
    scopeName: 'source.mqtt',
    fileTypes: ['mqtt'],
    patterns: [include('comment'), ...verbs(), ...rest],
    repository: {
      comment: rule('//[^\\n]*', tokens.Comment),
      comma: rule(',(?=[ \\t]|$)', tokens.Comma),
      openString: rule('"[^\\n]*', tokens.OpenString),
      otherWord: rule(`[^ \\t\\n]+?${end}`, tokens.OtherWord),
      arrow: {
        begin: '=>(?=[ \\t]|$)',
        beginCaptures: { 0: { name: named(tokens.Arrow) } },
        end: '$',
        patterns: [
          include('comment'),
          include('comma'),
          rule(`[A-Za-z][A-Za-z0-9-]*/[A-Za-z0-9-]+${end}`, tokens.ReasonId),
          rule(`-?[0-9]+${end}`, tokens.Integer),
          rule(`[A-Za-z][A-Za-z0-9-]*${end}`, tokens.OutcomeWord),
          ...rest,
        ],
      },
      option: {
        ...rule(`([A-Za-z][A-Za-z0-9._-]*)(=)(${quoted}|[^ \\t"\\n]*?${end})`, tokens.Option),
        captures: {
          1: { name: 'support.type.property-name.mqtt' },
          2: { name: 'keyword.operator.assignment.mqtt' },
          3: { name: 'string.unquoted.value.mqtt' },
        },
      },
      payload: {
        begin: '[{\\[]',
        end: '[}\\]]|$',
        name: named(tokens.JsonPayload),
        patterns: [{ include: '#payload-part' }],
      },
      'payload-part': {
        patterns: [
          { begin: '[{\\[]', end: '[}\\]]|$', patterns: [{ include: '#payload-part' }] },
          {
            match: '("(?:[^"\\\\\\n]|\\\\.)*")(?=[ \\t]*:)',
            captures: { 1: { name: 'support.type.property-name.json.mqtt' } },
          },
          { match: '"(?:[^"\\\\\\n]|\\\\.)*(?:"|$)', name: 'string.quoted.double.json.mqtt' },
          { match: '-?[0-9]+(?:\\.[0-9]+)?(?:[eE][+-]?[0-9]+)?', name: 'constant.numeric.json.mqtt' },
          { match: '\\b(?:true|false|null)\\b', name: 'constant.language.json.mqtt' },
        ],
      },
    },
  };
}

const rest = [include('openString'), include('otherWord')];

function verbs(): object[] {
  return [
    verb('connect', tokens.Connect, [rule(`complete${end}`, tokens.Complete), include('arrow'), include('option')]),
    ...(
      [
        ['subscribe', tokens.Subscribe],
        ['unsubscribe', tokens.Unsubscribe],
        ['receive', tokens.Receive],
      ] as const
    ).map(([word, type]) =>
      verb(word, type, [
        include('arrow'),
        topic(quoted, tokens.QuotedFilterTopic, ',(?=[ \\t]|$)|$', filterOptions),
        topic(plainTopic, tokens.FilterTopic, ',(?=[ \\t]|$)|$', filterOptions),
      ]),
    ),
    verb('publish', tokens.Publish, [
      include('arrow'),
      topic(quoted, tokens.QuotedPublishTopic, '$', message),
      topic(plainTopic, tokens.PublishTopic, '$', message),
    ]),
    ...(
      [
        ['packet', tokens.Packet],
        ['policy', tokens.Policy],
        ['role', tokens.Role],
      ] as const
    ).map(([word, type]) => verb(word, type, [include('arrow'), rule(`[^ \\t",\\n]+${end}`, tokens.Name)])),
  ];
}

const filterOptions = [include('comment'), include('arrow'), include('option'), ...rest];

const message = [
  include('comment'),
  include('arrow'),
  rule(quoted, tokens.QuotedPayload),
  include('payload'),
  rule('(?:-?[0-9]+(?:\\.[0-9]+)?(?:[eE][+-]?[0-9]+)?|true|false|null)(?=[ \\t]|$)', tokens.ScalarPayload),
  include('option'),
  include('comma'),
  ...rest,
];

/** A statement's word and what may follow it, to the end of the line. */
function verb(word: string, type: TokenType, patterns: object[]): object {
  return {
    begin: `${word}(?=[ \\t]|$)`,
    beginCaptures: { 0: { name: named(type) } },
    end: '$',
    patterns: [include('comment'), ...patterns, include('comma'), ...rest],
  };
}

/** A topic and what may follow it. */
function topic(begin: string, type: TokenType, until: string, patterns: object[]): object {
  return {
    begin,
    beginCaptures: { 0: { name: named(type), patterns: topicParts('mqtt') } },
    end: until,
    endCaptures: { 0: { name: named(tokens.FilterComma) } },
    patterns,
  };
}

function rule(match: string, type: TokenType): { readonly match: string; readonly name: string } {
  return { match, name: named(type) };
}

function named(type: TokenType): string {
  return `${sessionScope(type)}.mqtt`;
}

function include(name: string): object {
  return { include: `#${name}` };
}
