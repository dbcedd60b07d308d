/** The tokens of topic names and filters. Every UTF-16 unit is in one of them, so that lexing never fails. */

import type { TokenType } from 'chevrotain';
import { createToken, Lexer } from 'chevrotain';

export const Slash = createToken({ name: 'Slash', pattern: '/', label: '"/"' });
export const Plus = createToken({ name: 'Plus', pattern: '+', label: '"+"' });
export const Hash = createToken({ name: 'Hash', pattern: '#', label: '"#"' });
export const Nul = createToken({ name: 'Nul', pattern: '\0', label: 'U+0000' });
/** Ranges instead of a complement: only those let the lexer choose a token by its first character. */
export const Characters = createToken({
  name: 'Characters',
  pattern: /[\u0001-"$-*,-.0-\ud7ff\ue000-\uffff]+/,
  label: 'text',
  line_breaks: true,
});
/** A character beyond U+FFFF, as the two units it takes in a string. */
export const Pair = createToken({ name: 'Pair', pattern: /[\ud800-\udbff][\udc00-\udfff]/, label: 'text' });
export const Surrogate = createToken({ name: 'Surrogate', pattern: /[\ud800-\udfff]/, label: 'half a character' });

export const topicTokens: TokenType[] = [Characters, Slash, Plus, Hash, Pair, Surrogate, Nul];

/** The lexer of topics; `skipValidations` where start-up counts. */
export function createTopicLexer(skipValidations: boolean): Lexer {
  return new Lexer(topicTokens, {
    positionTracking: 'onlyOffset',
    skipValidations,
    ensureOptimizations: !skipValidations,
  });
}
