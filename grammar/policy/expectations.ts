/** What the grammar of policies says that it expected; `faultOf` makes a sentence of it. */
import { type IParserErrorMessageProvider, tokenLabel } from 'chevrotain';

/** What is said when nothing else fits. The words are read by `faultOf`, which knows what stood before. */
export const expectation = {
  template: 'A topic',
  verb: 'A verb (publish, subscribe or receive)',
  value: 'A value',
  role: 'A role',
  shape: 'A shape, such as [A-Za-z0-9_-]{1,64},',
  word: 'A word',
  text: 'A text in quotes',
  source: 'A title in quotes or an address',
  field: 'A field',
  name: 'A name in braces',
  number: 'A number',
  consequence: 'A consequence, such as close or refuse,',
  item: 'A key of the bag',
  statement: 'A statement',
  wildcards: '"none", "from level" and a number, or "only"',
} as const;

/** Errors carry only what was expected; `faultOf` makes a sentence of it. */
export const errorMessageProvider: IParserErrorMessageProvider = {
  buildMismatchTokenMessage: ({ expected }) => `"${tokenLabel(expected)}"`,
  buildNotAllInputParsedMessage: () => '',
  buildNoViableAltMessage: ({ customUserDescription }) => customUserDescription ?? expectation.word,
  buildEarlyExitMessage: ({ customUserDescription }) => customUserDescription ?? expectation.word,
};
