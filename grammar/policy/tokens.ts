/**
 * Words of the policy language. The lexer only knows words, strings, commas and comments; which words are keywords is looked up
 * in a table, since a topic may look like anything: what a word means is told by its place, never by its looks.
 */
import { createToken, type IToken, Lexer, type TokenType } from 'chevrotain';

const category = (name: string): TokenType => createToken({ name, pattern: Lexer.NA });

/** Any word at all. */
export const AnyWord = category('AnyWord');
/** May stand bare where a topic is expected. */
export const TopicWord = category('TopicWord');
/** May be the field of a check among the clauses of a line. */
export const FieldWord = category('FieldWord');
/** May be the value of a check. */
export const ValueWord = category('ValueWord');
export const Verb = category('Verb');
export const UnitWord = category('UnitWord');

const everywhere = [AnyWord, TopicWord, FieldWord, ValueWord];

export const PlainWord = createToken({ name: 'PlainWord', pattern: Lexer.NA, categories: everywhere });
export const Name = createToken({ name: 'Name', pattern: Lexer.NA, categories: [AnyWord, TopicWord, ValueWord] });
export const Compare = createToken({ name: 'Compare', pattern: Lexer.NA, categories: [AnyWord, TopicWord] });
export const Pipe = createToken({ name: 'Pipe', pattern: Lexer.NA, categories: [AnyWord, TopicWord] });
export const Unit = createToken({ name: 'Unit', pattern: Lexer.NA, categories: [...everywhere, UnitWord] });

/** Every keyword by its spelling. */
export const keywords = new Map<string, TokenType>();
for (const unit of ['B', 'KB', 'MB', 'bytes', 'chars', 'ms', 's', 'min', 'h', 'd']) keywords.set(unit, Unit);
for (const sign of ['<', '<=', '>', '>=']) keywords.set(sign, Compare);
keywords.set('|', Pipe);

function keyword(text: string, categories: TokenType[]): TokenType {
  const type = createToken({
    name: text.charAt(0).toUpperCase() + text.slice(1),
    pattern: Lexer.NA,
    label: text,
    categories,
  });
  keywords.set(text, type);
  return type;
}

const section = (text: string): TokenType => keyword(text, everywhere);
export const Policy = section('policy');
export const Identity = section('identity');
export const Settings = section('settings');
export const Roles = section('roles');
export const Connect = section('connect');
export const Every = section('every');
export const Topics = section('topics');
export const Assert = section('assert');

// Words that start a statement never are a clause: a line that slips deeper is an error and changes nothing in silence.
const statement = (text: string, more: TokenType[] = []): TokenType =>
  keyword(text, [AnyWord, TopicWord, ValueWord, ...more]);
export const Publish = statement('publish', [Verb]);
export const Subscribe = statement('subscribe', [Verb]);
export const Receive = statement('receive', [Verb]);
export const Deny = statement('deny');
export const Filters = statement('filters');
export const Wildcards = statement('wildcards');
export const Delivery = statement('delivery');
export const Never = statement('never');
export const Always = statement('always');
export const Isolated = statement('isolated');
export const Hosts = statement('hosts');
export const Dated = statement('dated');
export const Dialect = statement('dialect');
export const Order = statement('order');
export const Remove = statement('remove');

/** Words that can only be the first of a line, wherever they stand on a line of their own. */
export const statementWords: ReadonlySet<TokenType> = new Set([
  Publish,
  Subscribe,
  Receive,
  Deny,
  Filters,
  Wildcards,
  Delivery,
  Never,
  Always,
  Isolated,
  Hosts,
  Dated,
  Dialect,
  Order,
  Remove,
]);

const clause = (text: string): TokenType => keyword(text, [AnyWord]);
export const For = clause('for');
export const When = clause('when');
export const Otherwise = clause('otherwise');
export const Except = clause('except');
export const NotCounting = clause('not-counting');
export const Not = clause('not');
export const Reply = clause('reply');
export const Required = clause('required');
export const After = clause('after');
export const Default = clause('default');
export const Note = clause('note');
export const Use = clause('use');
export const Source = clause('source');

// Fields that stand behind topics so often that a bare topic of this name would be a slip.
for (const field of ['qos', 'retain', 'payload', 'dup'])
  keywords.set(
    field,
    createToken({
      name: `Field_${field}`,
      pattern: Lexer.NA,
      label: field,
      categories: [AnyWord, FieldWord, ValueWord],
    }),
  );

const joint = (text: string, categories: TokenType[] = [AnyWord, TopicWord, FieldWord]): TokenType =>
  keyword(text, categories);
export const None = joint('none');
export const Per = joint('per');
export const And = joint('and');
export const Or = joint('or');
export const Counting = joint('counting');
export const From = joint('from');
export const Level = joint('level');
export const Only = joint('only', everywhere);
export const Under = joint('under', everywhere);
export const Extends = joint('extends', everywhere);
export const On = joint('on', everywhere);
export const Bag = joint('bag', everywhere);
export const Of = joint('of', everywhere);
export const Glob = joint('glob', everywhere);
export const Warning = joint('warning', everywhere);
export const Levels = joint('levels', [AnyWord, TopicWord, ValueWord, UnitWord]);

const blank = (code: number): boolean => code === 0x20 || code === 0x09 || code === 0x0d || code === 0x0a;

function matched(text: string): [string] {
  return [text];
}

/** A comma ends a word when a blank or the end of the line follows: `a, b` is two words, `{1,64}` is a part of one. */
function commaAt(text: string, at: number): boolean {
  return text.charCodeAt(at) === 0x2c && (at + 1 >= text.length || blank(text.charCodeAt(at + 1)));
}

function lexWord(text: string, offset: number): [string] | null {
  let end = offset;
  while (end < text.length && !blank(text.charCodeAt(end)) && !commaAt(text, end)) end++;
  return end === offset ? null : matched(text.slice(offset, end));
}

function lexString(text: string, offset: number, closed: boolean): [string] | null {
  if (text.charCodeAt(offset) !== 0x22) return null;
  let end = offset + 1;
  for (; end < text.length; end++) {
    const code = text.charCodeAt(end);
    if (code === 0x0a) break;
    if (code === 0x22) return closed ? matched(text.slice(offset, end + 1)) : null;
    if (code === 0x5c && end + 1 < text.length && text.charCodeAt(end + 1) !== 0x0a) end++;
  }
  if (closed) return null;
  while (end > offset + 1 && blank(text.charCodeAt(end - 1))) end--;
  return matched(text.slice(offset, end));
}

function lexComment(text: string, offset: number): [string] | null {
  if (!text.startsWith('//', offset)) return null;
  let end = text.indexOf('\n', offset);
  if (end < 0) end = text.length;
  while (blank(text.charCodeAt(end - 1))) end--;
  return matched(text.slice(offset, end));
}

/** Chevrotain groups code points above 255 by steps of 255: one character of each step stands for all of them. */
const anyCharacter = Array.from({ length: 513 }, (_, at) => (at < 256 ? at : Math.max(256, (at - 255) * 255))).filter(
  (code) => !blank(code),
);

export const Blank = createToken({ name: 'Blank', pattern: /[ \t\r\n]+/, group: Lexer.SKIPPED, line_breaks: true });
export const Comment = createToken({
  name: 'Comment',
  pattern: { exec: lexComment },
  start_chars_hint: ['/'],
  group: 'comments',
  line_breaks: false,
});
export const Text = createToken({
  name: 'Text',
  pattern: { exec: (text, offset) => lexString(text, offset, true) },
  start_chars_hint: ['"'],
  line_breaks: false,
});
export const OpenText = createToken({
  name: 'OpenText',
  pattern: { exec: (text, offset) => lexString(text, offset, false) },
  start_chars_hint: ['"'],
  line_breaks: false,
  categories: [Text],
});
export const Comma = createToken({
  name: 'Comma',
  pattern: { exec: (text, offset) => (commaAt(text, offset) ? matched(',') : null) },
  start_chars_hint: [','],
  line_breaks: false,
});
export const Word = createToken({
  name: 'Word',
  pattern: { exec: lexWord },
  start_chars_hint: anyCharacter,
  line_breaks: false,
});

/** Tokens that the lexer finds by itself, in its order. */
export const lexed = [Blank, Comment, Text, OpenText, Comma, Word];

/** All token types that the grammar knows. */
export const vocabulary: TokenType[] = [
  ...lexed,
  AnyWord,
  TopicWord,
  FieldWord,
  ValueWord,
  Verb,
  UnitWord,
  PlainWord,
  Name,
  ...new Set(keywords.values()),
];

const nameForm = /^\{[A-Za-z][A-Za-z0-9_-]*\}$/;

/** What the table says that a word is. */
export function wordType(image: string): TokenType {
  return keywords.get(image) ?? (image.charCodeAt(0) === 0x7b && nameForm.test(image) ? Name : PlainWord);
}

/** Words that may not be the name of a role or a policy. */
export const reservedWords: ReadonlySet<string> = new Set([
  'policy',
  'identity',
  'settings',
  'roles',
  'connect',
  'every',
  'topics',
  'assert',
  'publish',
  'subscribe',
  'receive',
  'deny',
  'filters',
  'wildcards',
  'delivery',
  'otherwise',
  'never',
  'always',
  'isolated',
  'source',
  'hosts',
  'dated',
  'dialect',
  'order',
  'remove',
  'for',
  'when',
  'except',
  'not-counting',
  'not',
  'counting',
  'reply',
  'required',
  'after',
  'default',
  'note',
  'use',
]);

/** Clause words and fields that a topic of this spelling must be quoted to be told from. */
export function needsQuotesAsTopic(text: string): boolean {
  const type = keywords.get(text);
  return type !== undefined && !(type.CATEGORIES ?? []).includes(TopicWord);
}

/** Whether a word of this spelling can be the value of a check without quotes. */
export function needsQuotesAsValue(text: string): boolean {
  const type = keywords.get(text);
  return type !== undefined && !(type.CATEGORIES ?? []).includes(ValueWord);
}

let lexer: Lexer | undefined;

/** The tokens of a text and its comments, by offset. Every text can be lexed. */
export function lex(text: string): { readonly tokens: IToken[]; readonly comments: IToken[] } {
  lexer ??= createLexer({ skipValidations: true });
  const result = lexer.tokenize(text);
  for (const token of result.tokens) {
    if (token.tokenType === Word) setType(token, wordType(token.image));
  }
  return { tokens: result.tokens, comments: result.groups.comments ?? [] };
}

export function setType(token: IToken, type: TokenType): void {
  token.tokenType = type;
  token.tokenTypeIdx = type.tokenTypeIdx as number;
}

/** Reads a token as the keyword that was meant; its place stays that of what was written. */
export function readAs(token: IToken, keyword: string): void {
  token.endOffset = endOf(token) - 1;
  token.image = keyword;
  setType(token, wordType(keyword));
}

/** The offset behind a token. */
export function endOf(token: IToken): number {
  return token.endOffset === undefined ? token.startOffset + token.image.length : token.endOffset + 1;
}

/** A lexer of its own; tests make one with all of Chevrotain's checks on. */
export function createLexer(options: { skipValidations?: boolean; ensureOptimizations?: boolean }): Lexer {
  return new Lexer(lexed, { positionTracking: 'onlyOffset', ...options });
}
