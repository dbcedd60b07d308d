/** How a value is written where another one stood: in the quotes and the words of its format. */
import type { Located } from '../readers/document.js';
import type { Format } from '../readers/index.js';
import { startOfLine } from '../text/lines.js';

/**
 * The text that puts `value` in the place of what stands at `at`, as the format and the old spelling ask for it. `undefined` where
 * that cannot be said: an alias, a block of text, a flag or a number in words of its own.
 */
export function spellValue(
  text: string,
  at: Located<string | number | boolean>,
  value: string | number | boolean,
  format: Format,
): string | undefined {
  const written = text.slice(at.span.start, at.span.end);
  if (written === '' || (format === 'yaml' && isIndirect(text, at.span.start))) return undefined;
  if (typeof value === 'boolean') return at.value === value ? undefined : turnedOver(written);
  if (typeof value === 'number') return numberInstead(written, at.value, value);
  switch (format) {
    case 'json':
      return written.startsWith('"') ? JSON.stringify(value) : undefined;
    case 'yaml':
      return yamlText(written, value);
    case 'session':
      return written.startsWith('"') || !plainInScript.test(value) ? JSON.stringify(value) : value;
  }
}

/** An alias, or a value that others take over by an anchor, or a block of text. */
function isIndirect(text: string, start: number): boolean {
  if ('*&!|>'.includes(text[start] as string)) return true;
  const lineStart = startOfLine(text, start);
  return /(?:^|[\s[{,:-])[&!][^\s,[\]{}]*[ \t]+$/.test(text.slice(Math.max(lineStart, start - 200), start));
}

const opposites = new Map([
  ['true', 'false'],
  ['yes', 'no'],
  ['on', 'off'],
  ['1', '0'],
]);
for (const [yes, no] of [...opposites]) opposites.set(no, yes);

/** `"True"` to `"False"`: a flag may be spelled the other way round (`persistent`), so it is turned over as it is written. */
function turnedOver(written: string): string | undefined {
  const [, quote, word] = /^(["']?)([A-Za-z]{1,5}|[01])\1$/.exec(written) ?? [];
  const opposite = word === undefined ? undefined : opposites.get(word.toLowerCase());
  if (word === undefined || opposite === undefined) return undefined;
  return `${quote}${inCaseOf(word, opposite)}${quote}`;
}

function inCaseOf(word: string, other: string): string {
  if (word === word.toUpperCase()) return other.toUpperCase();
  return word[0] === word[0]?.toUpperCase() ? `${other[0]?.toUpperCase()}${other.slice(1)}` : other;
}

/** Keeps the unit: 5 s written as `5000ms` becomes `10000ms`. */
function numberInstead(written: string, before: string | number | boolean, value: number): string | undefined {
  const [, head, digits, tail] =
    /^(["']?[A-Za-z_ ]{0,8})(-?\d{1,15}(?:\.\d{1,6})?)(\s?[A-Za-z]{0,8}["']?)$/.exec(written) ?? [];
  if (digits === undefined || typeof before !== 'number') return undefined;
  const shown = Number(digits);
  if (shown !== before && shown === 0) return undefined;
  const inUnit = shown === before ? value : (value * shown) / before;
  return Number.isInteger(inUnit) ? `${head}${inUnit}${tail}` : undefined;
}

/** What needs no quotes in YAML: in a flow, as a key, and whatever version of YAML reads it. */
const plainInYaml = /^[A-Za-z$_/][A-Za-z0-9$_/+.#-]*$/;
const wordsOfYaml = new Set(['true', 'false', 'yes', 'no', 'on', 'off', 'null', 'y', 'n']);

function yamlText(written: string, value: string): string {
  if (written.startsWith("'") && !hasControls(value)) return `'${value.replaceAll("'", "''")}'`;
  const quoted = written.startsWith('"') || written.startsWith("'");
  const plain = !quoted && plainInYaml.test(value) && !wordsOfYaml.has(value.toLowerCase());
  return plain ? value : JSON.stringify(value);
}

/** What single quotes cannot hold. */
function hasControls(value: string): boolean {
  return /\p{Cc}|[\u2028\u2029\uFEFF]/u.test(value) || !value.isWellFormed();
}

/** A word of a script as it stands: no blank, quote, or what a comma or a comment would be. */
const plainInScript = /^(?!\/\/|=>)[^\s",]+$/u;
