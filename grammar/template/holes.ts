/** What stands between braces, from its tokens: a name or a choice, or what is wrong with it. */
import type { IToken } from 'chevrotain';
import type { TextFault } from '../text-fault.js';
import { maxAlternatives, messages } from './messages.js';
import { Blank, Ellipsis, Nul, Question, Sign, Surrogate } from './tokens.js';
import type { TemplatePieceNode } from './tree.js';

interface Hole {
  readonly piece: TemplatePieceNode;
  readonly faults: readonly TextFault[];
}

const nameForm = /^[A-Za-z][A-Za-z0-9_-]{0,63}$/;

/** `{name}`, `{name...}` or `{name?}`. */
export function nameOf(open: IToken, parts: readonly IToken[], close: IToken): Hole {
  const place = placeOf(open, close);
  const impossible = impossibleIn(parts);
  if (impossible.length > 0) return broken(place, impossible);
  const last = parts.at(-1);
  const suffix = last?.tokenType === Ellipsis ? '...' : last?.tokenType === Question ? '?' : undefined;
  const name = imageOf(suffix === undefined ? parts : parts.slice(0, -1));
  if (nameForm.test(name)) {
    return { piece: { kind: 'name', ...place, name, ...(suffix !== undefined && { suffix }) }, faults: [] };
  }
  const tight = imageOf(parts.filter(({ tokenType }) => tokenType !== Blank));
  const meant = nameForm.test(suffix === undefined ? tight : tight.slice(0, -suffix.length));
  const message = name === '' ? messages.noName : meant ? messages.blankInName(tight) : messages.badName;
  return broken(place, [{ ...place, message }]);
}

/** `{a|b}`: different texts, each a part of one level. */
export function alternativesOf(open: IToken, alternatives: readonly (readonly IToken[])[], close: IToken): Hole {
  const place = placeOf(open, close);
  if (alternatives.length > maxAlternatives)
    return broken(place, [{ ...place, message: messages.tooManyAlternatives }]);
  const faults: TextFault[] = [];
  const texts: string[] = [];
  let blanks = false;
  let offset = place.offset + 1;
  for (const tokens of alternatives) {
    const text = imageOf(tokens);
    // Behind an empty alternative stands a bar or the brace, which shows where it is.
    if (text === '') faults.push({ offset, length: 1, message: messages.emptyAlternative });
    else if (texts.includes(text)) faults.push({ offset, length: text.length, message: messages.sameAlternative });
    faults.push(...impossibleIn(tokens));
    for (const { tokenType, startOffset, image } of tokens) {
      blanks ||= tokenType === Blank;
      if (tokenType === Sign)
        faults.push({ offset: startOffset, length: image.length, message: messages.signInAlternative(image) });
    }
    texts.push(text);
    offset += text.length + 1;
  }
  if (blanks && faults.length === 0) {
    const tight = texts.map((text) => text.replace(/\s+/g, '')).join('|');
    faults.push({ ...place, message: messages.blankInAlternatives(tight) });
  }
  return faults.length > 0 ? broken(place, faults) : { piece: { kind: 'alternatives', ...place, texts }, faults };
}

function broken(place: Place, faults: readonly TextFault[]): Hole {
  return { piece: { kind: 'broken', ...place }, faults };
}

/** What no topic holds at all. */
function impossibleIn(tokens: readonly IToken[]): TextFault[] {
  return tokens.flatMap(({ tokenType, startOffset: offset, image: { length } }): TextFault[] => {
    if (tokenType === Nul) return [{ offset, length, message: messages.nul }];
    return tokenType === Surrogate ? [{ offset, length, message: messages.surrogate }] : [];
  });
}

function imageOf(tokens: readonly IToken[]): string {
  return tokens.map(({ image }) => image).join('');
}

type Place = { readonly offset: number; readonly length: number };

function placeOf(open: IToken, close: IToken): Place {
  return { offset: open.startOffset, length: close.startOffset + 1 - open.startOffset };
}
