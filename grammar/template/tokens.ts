/** The tokens of topic templates. Every UTF-16 unit is in one of them, so that lexing never fails. */
import { createToken, Lexer } from 'chevrotain';

export const Slash = createToken({ name: 'Slash', pattern: '/', label: '"/"' });
export const Plus = createToken({ name: 'Plus', pattern: '+', label: '"+"' });
export const Hash = createToken({ name: 'Hash', pattern: '#', label: '"#"' });
export const Question = createToken({ name: 'Question', pattern: '?', label: '"?"' });
export const Nul = createToken({ name: 'Nul', pattern: '\0', label: 'U+0000' });
/** A character beyond U+FFFF, as the two units it takes in a string. */
export const Pair = createToken({ name: 'Pair', pattern: /[\ud800-\udbff][\udc00-\udfff]/, label: 'text' });
export const Surrogate = createToken({ name: 'Surrogate', pattern: /[\ud800-\udfff]/, label: 'half a character' });
/** Ranges instead of a complement: only those let the lexer choose a token by its first character. */
export const Characters = createToken({
  name: 'Characters',
  pattern: /[\u0001-"$-*,-.0->@-z|~-\ud7ff\ue000-\uffff]+/,
  label: 'text',
  line_breaks: true,
});

export const DoubleOpen = createToken({ name: 'DoubleOpen', pattern: '{{', label: '"{{"' });
export const DoubleClose = createToken({ name: 'DoubleClose', pattern: '}}', label: '"}}"' });
/** A brace that opens a choice, which its own brace closes before another one opens. */
export const OpenAlternatives = createToken({
  name: 'OpenAlternatives',
  pattern: /\{(?=[^{}|]*\|[^{}]*\})/,
  label: '"{"',
  push_mode: 'alternatives',
});
/** A brace that is closed on the same level. */
export const OpenName = createToken({
  name: 'OpenName',
  pattern: /\{(?=[^{}/]*\})/,
  label: '"{"',
  push_mode: 'name',
});
/** Any other brace is closed nowhere: all that could be its name, so that reading goes on behind it. */
export const Unclosed = createToken({
  name: 'Unclosed',
  pattern: /\{[^{}/]*/,
  label: 'a name that is not closed',
  line_breaks: true,
});
export const StrayClose = createToken({ name: 'StrayClose', pattern: '}', label: '"}"' });

export const Close = createToken({ name: 'Close', pattern: '}', label: '"}"', pop_mode: true });
export const Blank = createToken({ name: 'Blank', pattern: /\s+/, label: 'a blank', line_breaks: true });

/** Inside of `{name}`. */
export const Name = createToken({ name: 'Name', pattern: /[A-Za-z][A-Za-z0-9_-]*/, label: 'a name' });
export const Ellipsis = createToken({ name: 'Ellipsis', pattern: '...', label: '"..."' });
export const Other = createToken({
  name: 'Other',
  pattern: /[\u0001-z|~-\ud7ff\ue000-\uffff]/,
  label: 'a character that no name holds',
  line_breaks: true,
});

/** Inside of `{a|b}`. */
export const Bar = createToken({ name: 'Bar', pattern: '|', label: '"|"' });
export const Sign = createToken({ name: 'Sign', pattern: /[/+#]/, label: '"/", "+" or "#"' });
export const Text = createToken({
  name: 'Text',
  // Beyond ASCII one character at a time, so that the blanks there are found.
  pattern: /[\u0001-\u0008\u000e-\u001f!"$-*,-.0-z~\u007f]+|[\u0080-\ud7ff\ue000-\uffff]/,
  label: 'text',
});

const definition = {
  modes: {
    level: [
      Characters,
      Slash,
      DoubleOpen,
      OpenAlternatives,
      OpenName,
      Unclosed,
      DoubleClose,
      StrayClose,
      Plus,
      Hash,
      Question,
      Pair,
      Surrogate,
      Nul,
    ],
    name: [Close, Name, Ellipsis, Question, Blank, Pair, Surrogate, Nul, Other],
    alternatives: [Close, Bar, Sign, Blank, Pair, Surrogate, Nul, Text],
  },
  defaultMode: 'level',
};

/** Every token of every mode. */
export const templateTokens = [...new Set(Object.values(definition.modes).flat())];

/** The lexer of templates; `skipValidations` where start-up counts. */
export function createTemplateLexer(skipValidations: boolean): Lexer {
  return new Lexer(definition, {
    positionTracking: 'onlyOffset',
    skipValidations,
    ensureOptimizations: !skipValidations,
  });
}
