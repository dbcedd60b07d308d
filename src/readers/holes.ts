/**
 * Pieces of a text that are filled in later: `%s` of a format string, `${NAME}` of a shell or template, `{{ … }}`, `{name}`,
 * `<name>`. A device config is full of them, and what they will hold is not known.
 */

type Part = string | { readonly hole: string };

/** Every spelling; bounded repetitions, so that the search is linear. */
const ANY_HOLE =
  /\$\{[^{}]{0,200}\}|\{\{[^{}]{0,200}\}\}|\{(?!%)[^{}/+#]{0,100}\}|<[\p{L}_][^<>/+#]{0,100}>|%\([\w.]{1,60}\)[sdiufx]|%\{[^{}]{1,100}\}|%(?:[A-Z][A-Z0-9_]{2,40}|prefix|topic|hostname|devicename|clientid|username)%|%[-0+]?\d{0,4}(?:\.\d{1,4})?(?:hh|h|ll|l|z)?[sdiuxXcf]/gu;
/** In a session script braces and angle brackets are text. */
const SCRIPT_HOLE = /\$\{[^{}]{0,200}\}|%[-0+]?\d{0,4}(?:\.\d{1,4})?(?:hh|h|ll|l|z)?[sdiuxXcf]/gu;
/** In an option `%2f` and `%3d` are percent-encoding. */
const OPTION_HOLE =
  /[$#]?\{[^{}]{0,200}\}|\{\{|\{%|<[\p{L}_][^<>]{0,100}>|%(?:[siu]|d(?![0-9A-Fa-f])|\.\d{1,4}s|\(\w{1,60}\)s)|%[A-Z][A-Z0-9_]{2,40}%/u;
/** Template language that is left over: statements, nested braces. What the text will be cannot be told. */
const LEFT_OVER = /\{\{|\}\}|\{%|%\}|\$\{/;

/** Every hole has one of these. */
const HOLE_SIGN = /[{%<]/;

/**
 * The parts of a topic, holes apart; `undefined` if there is no hole, `null` if the text is a template that we cannot take apart.
 * Equal names are equal holes; a hole without a name is like no other, wherever it stands (`offset` is the text's place).
 */
export function topicParts(
  text: string,
  offset: number,
  style: 'any' | 'script' = 'any',
): readonly Part[] | null | undefined {
  // A dollar belongs to a template if anything of one is left.
  if (!HOLE_SIGN.test(text)) return style === 'any' && text.includes('$') && text.includes('}}') ? null : undefined;
  const parts: Part[] = [];
  let from = 0;
  for (const match of text.matchAll(style === 'any' ? ANY_HOLE : SCRIPT_HOLE)) {
    const at = match.index;
    if (at > from) parts.push(text.slice(from, at));
    parts.push({ hole: nameOf(match[0]) ?? `${match[0]}@${offset + at}` });
    from = at + match[0].length;
  }
  if (from < text.length) parts.push(text.slice(from));
  if (style === 'any' && parts.some((part) => typeof part === 'string' && LEFT_OVER.test(part))) return null;
  return from === 0 ? undefined : parts;
}

/** Where the holes of a topic stand in its text, as `topicParts` takes it apart. */
export function holePlaces(
  text: string,
  style: 'any' | 'script' = 'any',
): { readonly start: number; readonly end: number }[] {
  if (!HOLE_SIGN.test(text)) return [];
  return [...text.matchAll(style === 'any' ? ANY_HOLE : SCRIPT_HOLE)].map(({ 0: hole, index }) => ({
    start: index,
    end: index + hole.length,
  }));
}

/** Whether a value is, or holds, something that is filled in later, or asks the reader to fill it in. */
export function isPlaceholder(text: string): boolean {
  return (HOLE_SIGN.test(text) && OPTION_HOLE.test(text)) || isPlaceholderWord(text);
}

const PLACEHOLDER_WORDS =
  /^(?:your[ _-]|change[ _-]?me|replace[ _-]?|todo\b|x{3,}|\[[A-Z][A-Z0-9_ -]+\]$|x\.x\.x\.x|env:|\$[A-Z_][A-Z0-9_]*$|\.{3}$)/i;
/** What those begin with. */
const PLACEHOLDER_BEGINNINGS = new Set(Array.from('yYcCrRtTxX[eE$.', (character) => character.charCodeAt(0)));

/** Whether a value without holes asks to be replaced, or is a name of something that is filled in: `your_id`, `$HOST`. */
export function isPlaceholderWord(text: string): boolean {
  return text !== '' && PLACEHOLDER_BEGINNINGS.has(text.charCodeAt(0)) && PLACEHOLDER_WORDS.test(text);
}

/**
 * Words that ask whoever reads the file to write something else: no program fills them in. At the end the Chinese words for a product's
 * or a device's ID or name, as codes, because the command is one file of ASCII.
 */
const FILL_IN =
  /^[<[{"'(]{0,2}(?:your[ _-]?[\p{L}\p{N} _.-]{0,60}|change[ _-]?(?:me|this)|replace[ _-]?(?:me|this|with[ _-][\p{L}\p{N} _-]{0,40})|x{4,}|(?:x\.){3}x|(?:\u4EA7\u54C1|\u8BBE\u5907)(?:ID|id|\u540D\u79F0))[>\]}"')]{0,2}$/iu;

/** What those begin with. */
const FILL_IN_BEGINNINGS = new Set(Array.from('<[{"\'(yYcCrRxX\u4EA7\u8BBE', (character) => character.charCodeAt(0)));

/** Whether a value, or a level of a topic, asks to be replaced: `YOUR_DEVICE`, `<your-id>`, `changeme`, `xxxx`. */
export function isFillIn(text: string): boolean {
  return text !== '' && text.length <= 80 && FILL_IN_BEGINNINGS.has(text.charCodeAt(0)) && FILL_IN.test(text);
}

/** What every fill-in has in it. */
const FILL_IN_WORD = /your|change|replace|xxxx|x\.x|\u4EA7\u54C1|\u8BBE\u5907/i;

/** Whether a level of a topic may be one: quick, and never a wrong no. */
export function mayHoldFillIn(topic: string): boolean {
  return FILL_IN_WORD.test(topic);
}

function nameOf(hole: string): string | undefined {
  let inner: string;
  if (hole.startsWith('${') || hole.startsWith('%{') || hole.startsWith('%('))
    inner = hole.slice(2, hole.startsWith('%(') ? hole.indexOf(')') : -1);
  else if (hole.startsWith('{{')) inner = hole.slice(2, -2);
  else if (hole.startsWith('{') || hole.startsWith('<') || hole.endsWith('%')) inner = hole.slice(1, -1);
  else return undefined;
  const colon = inner.indexOf(':');
  const name = (colon < 0 ? inner : inner.slice(0, colon)).trim();
  return name === '' ? undefined : name;
}
