import { createToken, type IToken, type TokenType } from 'chevrotain';

/**
 * What a word is, is told by its place: after `subscribe` comes a topic, whatever it looks like. So the lexer has a mode for each
 * place. Words are separated by blanks and tabs; a comma at the end of a word is a comma, `//` at its beginning a comment.
 */

/** Before a blank or the end of the line; a comma may come first. (Chevrotain takes no `$` in a token.) */
const END = '(?=,?(?![^ \\t]))';
const word = (
  name: string,
  pattern: RegExp,
  rest: { readonly push?: string; readonly categories?: TokenType[]; readonly label?: string } = {},
): TokenType =>
  createToken({
    name,
    pattern,
    line_breaks: false,
    ...(rest.push === undefined ? {} : { push_mode: rest.push }),
    ...(rest.categories === undefined ? {} : { categories: rest.categories }),
    ...(rest.label === undefined ? {} : { label: rest.label }),
  });

const QUOTED = /"(?:[^"\\]|\\.)*"/;

export const Blank = createToken({ name: 'Blank', pattern: /[ \t]+/, group: 'skipped' });
export const Comment = createToken({ name: 'Comment', pattern: /\/\/[^\n]*/, group: 'comments', line_breaks: false });

export const Connect = word('Connect', /connect(?![^ \t])/, { push: 'connect' });
export const Subscribe = word('Subscribe', /subscribe(?![^ \t])/, { push: 'filters' });
export const Unsubscribe = word('Unsubscribe', /unsubscribe(?![^ \t])/, { push: 'filters' });
export const Receive = word('Receive', /receive(?![^ \t])/, { push: 'filters' });
export const Publish = word('Publish', /publish(?![^ \t])/, { push: 'publish' });
export const Packet = word('Packet', /packet(?![^ \t])/, { push: 'name' });
export const Policy = word('Policy', /policy(?![^ \t])/, { push: 'name' });
export const Role = word('Role', /role(?![^ \t])/, { push: 'name' });

export const Complete = word('Complete', new RegExp(`complete${END}`));
export const Arrow = word('Arrow', /=>(?![^ \t])/, { push: 'expectation', label: '"=>"' });
export const Comma = word('Comma', /,(?![^ \t])/, { label: 'a comma' });
/** The comma after a filter: the next word is a topic again. */
export const FilterComma = createToken({
  name: 'FilterComma',
  pattern: /,(?![^ \t])/,
  pop_mode: true,
  categories: [Comma],
  line_breaks: false,
});

export const Topic = createToken({ name: 'Topic', pattern: /(?!)/, label: 'a topic', line_breaks: false });
const PLAIN_TOPIC = new RegExp(`[^ \\t\\n"][^ \\t\\n"]*?${END}`);
export const FilterTopic = word('FilterTopic', PLAIN_TOPIC, { push: 'afterFilter', categories: [Topic] });
export const QuotedFilterTopic = word('QuotedFilterTopic', QUOTED, { push: 'afterFilter', categories: [Topic] });
export const PublishTopic = word('PublishTopic', PLAIN_TOPIC, { push: 'afterPublish', categories: [Topic] });
export const QuotedPublishTopic = word('QuotedPublishTopic', QUOTED, { push: 'afterPublish', categories: [Topic] });

/** `key=value` or `key="value"`. */
export const Option = word('Option', new RegExp(`[A-Za-z][A-Za-z0-9._-]*=(?:"(?:[^"\\\\]|\\\\.)*"|[^ \\t"]*?${END})`), {
  label: 'an option such as qos=1',
});

export const Payload = createToken({ name: 'Payload', pattern: /(?!)/, label: 'a payload', line_breaks: false });
export const QuotedPayload = word('QuotedPayload', QUOTED, { categories: [Payload] });
export const ScalarPayload = word('ScalarPayload', /(?:-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null)(?![^ \t])/, {
  categories: [Payload],
});
export const JsonPayload = createToken({
  name: 'JsonPayload',
  pattern: (text, offset) => {
    const end = endOfBrackets(text, offset);
    return end < 0 ? null : ([text.slice(offset, end)] as unknown as RegExpExecArray);
  },
  start_chars_hint: ['{', '['],
  categories: [Payload],
  line_breaks: false,
});

/** Takes the rest of the line, as the brackets that follow would not close either (and looking again at each is quadratic). */
export const OpenPayload = word('OpenPayload', /[{[][^\n]*/);

export const Name = word('Name', new RegExp(`[^ \\t",]+${END}`), { label: 'a name' });
export const ReasonId = word('ReasonId', new RegExp(`[A-Za-z][A-Za-z0-9-]*/[A-Za-z0-9-]+${END}`), {
  label: 'a reason such as topic/foreign',
});
export const Integer = word('Integer', new RegExp(`-?[0-9]+${END}`), { label: 'a number' });
export const OutcomeWord = word('OutcomeWord', new RegExp(`[A-Za-z][A-Za-z0-9-]*${END}`), {
  label: 'allowed, granted, failure, closed, refused, dropped or denied',
});

export const OpenString = word('OpenString', /"[^\n]*/);
/** What no other token takes: the parser never asks for it, so it becomes the mistake of its line. */
export const OtherWord = word('OtherWord', new RegExp(`[^ \\t\\n][^ \\t\\n]*?${END}`));

const verbs = [Connect, Subscribe, Unsubscribe, Receive, Publish, Packet, Policy, Role];
const around = [Blank, Comment];
const rest = [OpenString, OtherWord];

export const modes: Record<string, TokenType[]> = {
  start: [...around, ...verbs, ...rest],
  connect: [...around, Complete, Arrow, Option, Comma, ...rest],
  filters: [...around, Arrow, QuotedFilterTopic, FilterTopic, Comma, ...rest],
  afterFilter: [...around, Arrow, Option, FilterComma, ...rest],
  publish: [...around, Arrow, QuotedPublishTopic, PublishTopic, Comma, ...rest],
  afterPublish: [...around, Arrow, QuotedPayload, JsonPayload, OpenPayload, ScalarPayload, Option, Comma, ...rest],
  name: [...around, Arrow, Name, Comma, ...rest],
  expectation: [...around, Comma, ReasonId, Integer, OutcomeWord, ...rest],
};

/** All token types once, for the parser. */
export const vocabulary: TokenType[] = [...new Set([...Object.values(modes).flat(), Topic, Payload])];

/** Brackets outside strings are counted; the payload ends where the first one closes. So `=>` and `//` inside it are text. */
function endOfBrackets(text: string, start: number): number {
  const first = text.charCodeAt(start);
  if (first !== 0x7b && first !== 0x5b) return -1;
  let depth = 0;
  let inString = false;
  for (let at = start; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (inString) {
      if (code === 0x5c) at++;
      else if (code === 0x22) inString = false;
    } else if (code === 0x22) inString = true;
    else if (code === 0x7b || code === 0x5b) depth++;
    else if (code === 0x7d || code === 0x5d) {
      depth--;
      if (depth === 0) return at + 1;
    }
  }
  return -1;
}

/** The end of a token, exclusive: with offsets only, Chevrotain leaves `endOffset` out. */
export function endOf(token: IToken): number {
  return token.startOffset + token.image.length;
}
