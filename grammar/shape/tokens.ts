/** The tokens of shapes. Every UTF-16 unit is in one of them, so that lexing never fails. */
import { createToken, Lexer } from 'chevrotain';

/** What stands between two alternatives, and what is meant to. */
export const Join = createToken({ name: 'Join', pattern: ' | ', label: '" | "' });
export const Blank = createToken({ name: 'Blank', pattern: / +(?:\| *)?/, label: 'a blank' });
export const Bar = createToken({ name: 'Bar', pattern: /\| */, label: '"|"' });

export const OpenSet = createToken({ name: 'OpenSet', pattern: /\[\^?/, label: '"["', push_mode: 'set' });
export const StrayClose = createToken({ name: 'StrayClose', pattern: ']', label: '"]"' });
export const Count = createToken({
  name: 'Count',
  pattern: /\{[0-9]{1,6}(?:,[0-9]{0,6})?\}/,
  label: 'a count',
});
/** What begins as a count, to its brace or to the next part. */
export const BrokenCount = createToken({
  name: 'BrokenCount',
  pattern: /\{(?:[\u0001-\u001f!-Z\\-z~-\uffff]| (?!\|))*\}?/,
  label: 'a count',
  line_breaks: true,
});
export const StrayBrace = createToken({ name: 'StrayBrace', pattern: '}', label: '"}"' });
export const Repeat = createToken({ name: 'Repeat', pattern: /[*?]/, label: '"*" or "?"' });

export const CloseSet = createToken({ name: 'CloseSet', pattern: ']', label: '"]"', pop_mode: true });
export const Dash = createToken({ name: 'Dash', pattern: '-', label: '"-"' });
/** The character behind it stands for itself. */
export const Escape = createToken({
  name: 'Escape',
  pattern: /\\(?:[\ud800-\udbff][\udc00-\udfff]|[\u0000-\uffff])/,
  label: 'a character',
  line_breaks: true,
});

/** A character beyond U+FFFF, as the two units it takes in a string. */
export const Pair = createToken({ name: 'Pair', pattern: /[\ud800-\udbff][\udc00-\udfff]/, label: 'a character' });
export const Character = createToken({
  name: 'Character',
  pattern: /[\u0000-\uffff]/,
  label: 'a character',
  line_breaks: true,
});

const definition = {
  modes: {
    shape: [Join, Blank, Bar, OpenSet, StrayClose, Count, BrokenCount, StrayBrace, Repeat, Pair, Character],
    set: [CloseSet, Dash, Escape, Pair, Character],
  },
  defaultMode: 'shape',
};

/** Every token of both modes. */
export const shapeTokens = [...new Set(Object.values(definition.modes).flat())];

/** The lexer of shapes; `skipValidations` where start-up counts. */
export function createShapeLexer(skipValidations: boolean): Lexer {
  return new Lexer(definition, {
    positionTracking: 'onlyOffset',
    skipValidations,
    ensureOptimizations: !skipValidations,
  });
}
