import { type IParserErrorMessageProvider, type IToken, tokenLabel } from 'chevrotain';
import { nearest } from '../../src/text/nearest.js';
import { isPacketName } from '../packet-names.js';

/** What a statement can begin with. */
const VERBS = ['connect', 'subscribe', 'unsubscribe', 'publish', 'receive', 'packet', 'policy', 'role'] as const;

const TOPIC_BEFORE = 'A topic with blanks, quotes or "=>" is written in double quotes.';

/** A short text of what was found, cut so that a message stays readable. */
export function shown(text: string): string {
  const cut = text.length > 60 ? `${text.slice(0, 57)}...` : text;
  return `"${cut}"`;
}

export function didYouMean(written: string, candidates: Iterable<string>): string {
  const found = nearest(written, candidates);
  return found === undefined ? '' : ` Did you mean "${found}"?`;
}

/** All messages about the form of a line. */
export const scriptErrorMessages: IParserErrorMessageProvider = {
  buildMismatchTokenMessage: ({ expected, actual, ruleName }) => unexpected(actual, tokenLabel(expected), ruleName),
  buildNotAllInputParsedMessage: ({ firstRedundant, ruleName }) => redundant(firstRedundant, ruleName),
  buildNoViableAltMessage: ({ actual, ruleName }) => {
    const first = actual[0] as IToken;
    if (ruleName === 'statement') {
      if (isPacketName(first.image)) return `"${first.image}" is the name of a packet. Write "packet ${first.image}".`;
      return `${shown(first.image)} is not a statement.${didYouMean(first.image, VERBS) || ` A line begins with ${VERBS.join(', ')}.`}`;
    }
    return unexpected(first, 'something else', ruleName);
  },
  buildEarlyExitMessage: ({ actual, ruleName }) =>
    unexpected(actual[0] as IToken, 'an outcome such as allowed', ruleName === 'filters' ? 'target' : ruleName),
};

function unexpected(actual: IToken, wanted: string, ruleName: string): string {
  const kind = actual.tokenType.name;
  if (kind === 'OpenString') return 'This string is not closed: a double quote is missing before the end of the line.';
  const need = ruleName === 'target' ? `Here a topic is needed. ${TOPIC_BEFORE}` : `Here ${wanted} is needed.`;
  if (kind === 'EOF') return `The line ends too early. ${need}`;
  if (ruleName === 'target' && actual.image.includes('"'))
    return `${shown(actual.image)} is not a topic. ${TOPIC_BEFORE}`;
  return `${shown(actual.image)} does not belong here. ${need}`;
}

function redundant(token: IToken, ruleName: string): string {
  const image = token.image;
  const kind = token.tokenType.name;
  if (kind === 'OpenString') return 'This string is not closed: a double quote is missing before the end of the line.';
  if (kind === 'Option') return `${shown(image)} comes too late: options stand before the payload and before "=>".`;
  if (kind === 'Comma' || kind === 'FilterComma') {
    return 'A comma separates the filters of a subscribe or unsubscribe, and the outcomes after "=>"; here it separates nothing.';
  }
  if (kind === 'OpenPayload') {
    return `The brackets of the payload ${shown(image)} do not close on this line. Text that is not JSON is written in double quotes.`;
  }
  if (kind === 'OutcomeWord' || kind === 'ReasonId' || kind === 'Integer') {
    return `${shown(image)} does not belong here. After "=>" comes one outcome with its number and reasons; for several filters, separate the outcomes by commas.`;
  }
  return `${shown(image)} does not belong here.${ruleName === 'statement' ? ' Options are written key=value; a payload is JSON or a text in double quotes; an expectation begins with "=>".' : ''}`;
}
