/** What is said about a template that is wrong. Each message stands here once. */
import type { TextFault } from '../text-fault.js';

export const maxLevels = 128;
export const maxPieces = 256;
export const maxBytes = 65535;
export const maxAlternatives = 64;

export const messages = {
  tooLong: 'A topic has at most 65535 bytes [MQTT-4.7.3-3].',
  tooMany: `A template has at most ${maxLevels} levels and ${maxPieces} pieces.`,
  nul: 'No topic holds the character NUL [MQTT-4.7.3-2].',
  surrogate: 'No topic holds half a character [MQTT-1.5.3-1].',
  plus: '"+" stands for a whole level [MQTT-4.7.1-3]. Write + alone, or a name in braces for a part of a level.',
  hash: '"#" stands alone, behind a "/" [MQTT-4.7.1-2].',
  strayClose: '"}" closes a name, but none is open. The character itself is written }}.',
  unclosed: 'This name is not closed: "}" is missing. A brace that is meant as a character is written {{.',
  noName: 'A name is missing between these braces.',
  badName: 'A name begins with a letter, holds letters, digits, "-" and "_", and has at most 64 characters.',
  blankInName: (name: string) => `A name holds no blank: write {${name}}.`,
  pathInLevel: (name: string) => `{${name}...} stands for whole levels: put a "/" on each side.`,
  tooManyAlternatives: `Braces hold at most ${maxAlternatives} alternatives.`,
  emptyAlternative: 'An alternative between these braces is empty. Write two lines instead.',
  signInAlternative: (sign: string) => `An alternative is a part of one level, so it holds no "${sign}".`,
  blankInAlternatives: (inner: string) => `Alternatives in braces hold no blanks: write {${inner}}.`,
  sameAlternative: 'The same alternative stands twice between these braces.',
} as const;

/** A `#` that is not the last level: what was meant is everything below, or one level. */
export function hashNotLast(text: string, offset: number): TextFault {
  const below = text.slice(0, offset + 1);
  const one = `${text.slice(0, offset)}+${text.slice(offset + 1)}`;
  return {
    offset,
    length: 1,
    message: `"#" is only allowed as the last level [MQTT-4.7.1-2]. Write ${below} for everything below ${below.slice(0, -2) || 'the root'}, or ${one} for one level.`,
    ...(!one.includes('#', offset) && { instead: one }),
  };
}
