/** Templates: topics with holes. One parser for the text form and the JSON form. */
import type { Piece, Template, TemplateLevel } from './model.js';
import type { TextFault } from './shape.js';

/** Part of a template that this version knows, but does not act upon. */
export interface Later {
  readonly at: number;
  readonly length: number;
  readonly what: string;
}

/** Where a name stands in the text. */
export interface NamePlace {
  readonly name: string;
  readonly at: number;
  readonly length: number;
}

export interface ParsedTemplate {
  /** Absent when there is a fault, or something that this version does not act upon. */
  readonly template?: Template;
  readonly fault?: TextFault;
  readonly later?: Later;
  readonly names: readonly NamePlace[];
}

const maxLevels = 128;
const maxBytes = 65535;
const maxPieces = 256;
const nameForm = /^[A-Za-z][A-Za-z0-9_-]{0,63}$/;

/**
 * Parses a template. `+` and `#` mean what MQTT says; `{name}`, `{a|b}` and `{path...}` are holes; `{{` and `}}` are braces.
 * Refused with its place: a wildcard that is not a whole level, `#` before the end, more than 128 levels, NUL, half a character.
 */
export function parseTemplate(text: string): ParsedTemplate {
  const names: NamePlace[] = [];
  const result = scan(text, names);
  return { ...result, names };
}

type Scanned = Pick<ParsedTemplate, 'template' | 'fault' | 'later'>;

function scan(text: string, names: NamePlace[]): Scanned {
  if (text.length > maxBytes)
    return { fault: { at: 0, length: text.length, message: 'A topic has at most 65535 bytes [MQTT-4.7.3-3].' } };
  const bad = /\0|\p{Surrogate}/u.exec(text);
  if (bad) {
    const what = bad[0] === '\0' ? 'the character NUL [MQTT-4.7.3-2]' : 'half a character [MQTT-1.5.3-1]';
    return { fault: { at: bad.index, length: 1, message: `No topic holds ${what}.` } };
  }
  const levels: TemplateLevel[] = [];
  const starts: number[] = [];
  let later: Later | undefined;
  let pieces = 0;
  let at = 0;
  for (;;) {
    const level = scanLevel(text, at, names);
    if ('fault' in level) return { fault: level.fault };
    later ??= level.later;
    levels.push(level.level);
    starts.push(at);
    if (level.level.kind === 'pieces') pieces += level.level.pieces.length;
    if (levels.length > maxLevels || pieces > maxPieces) {
      return {
        fault: {
          at: 0,
          length: text.length,
          message: `A template has at most ${maxLevels} levels and ${maxPieces} pieces.`,
        },
      };
    }
    if (level.end >= text.length) break;
    at = level.end + 1;
  }
  const fault = misplaced(text, levels, starts);
  if (fault) return { fault };
  const early = levels.findIndex((level, index) => level.kind === 'path' && index < levels.length - 1);
  if (early >= 0) {
    const start = starts[early] as number;
    later ??= {
      at: start,
      length: text.indexOf('}', start) + 1 - start,
      what: 'A name of several levels before the end, {path...},',
    };
  }
  if (later) return { later };
  return { template: { text: spellLevels(levels), levels } };
}

function misplaced(text: string, levels: readonly TemplateLevel[], starts: readonly number[]): TextFault | undefined {
  const multi = levels.findIndex((level) => level.kind === 'multi');
  if (multi < 0 || multi === levels.length - 1) return undefined;
  const at = starts[multi] as number;
  const below = text.slice(0, at + 1);
  const one = `${text.slice(0, at)}+${text.slice(at + 1)}`;
  return {
    at,
    length: 1,
    message: `"#" is only allowed as the last level [MQTT-4.7.1-2]. Write ${below} for everything below ${below.slice(0, -2) || 'the root'}, or ${one} for one level.`,
    ...(!one.includes('#', at) && { instead: one }),
  };
}

type ScannedLevel =
  | { readonly level: TemplateLevel; readonly end: number; readonly later?: Later }
  | { readonly fault: TextFault };

/** Reads one level from `start`; braces may hold no slash, so that a level ends at the next one. */
function scanLevel(text: string, start: number, names: NamePlace[]): ScannedLevel {
  const pieces: Piece[] = [];
  let path: string | undefined;
  let later: Later | undefined;
  let literal = '';
  let at = start;
  const flush = (): void => {
    if (literal !== '') pieces.push({ kind: 'literal', text: literal });
    literal = '';
  };
  while (at < text.length && text[at] !== '/') {
    const character = text[at] as string;
    if ((character === '{' || character === '}') && text[at + 1] === character) {
      literal += character;
      at += 2;
    } else if (character === '}') {
      return {
        fault: { at, length: 1, message: '"}" closes a name, but none is open. The character itself is written }}.' },
      };
    } else if (character === '{') {
      const close = text.indexOf('}', at);
      const slash = text.indexOf('/', at);
      if (close < 0 || (slash >= 0 && slash < close && !text.slice(at, close).includes('|'))) {
        const length = (slash < 0 ? text.length : slash) - at;
        return {
          fault: {
            at,
            length,
            message: 'This name is not closed: "}" is missing. A brace that is meant as a character is written {{.',
          },
        };
      }
      const hole = readHole(text.slice(at + 1, close), at, names);
      if ('fault' in hole) return hole;
      flush();
      if (hole.path === undefined) pieces.push(hole.piece);
      else path = hole.path;
      later ??= hole.later;
      at = close + 1;
      if (text[at] === '?' && (at + 1 >= text.length || text[at + 1] === '/')) {
        later ??= {
          at: start,
          length: at + 1 - start,
          what: 'A level that may be missing, written with "?" behind the brace,',
        };
        at++;
      }
    } else {
      literal += character;
      at++;
    }
  }
  const end = at;
  if (path !== undefined) {
    if (pieces.length > 0 || literal !== '') {
      return {
        fault: {
          at: start,
          length: end - start,
          message: `{${path}...} stands for whole levels: put a "/" on each side.`,
        },
      };
    }
    return { level: { kind: 'path', name: path }, end, ...(later && { later }) };
  }
  if (pieces.length === 0 && literal === '+') return { level: { kind: 'single' }, end };
  if (pieces.length === 0 && literal === '#') return { level: { kind: 'multi' }, end };
  const wildcard = wildcardIn(text, start, end);
  if (wildcard >= 0) {
    const sign = text[wildcard] as string;
    const message =
      sign === '+'
        ? '"+" stands for a whole level [MQTT-4.7.1-3]. Write + alone, or a name in braces for a part of a level.'
        : '"#" stands alone, behind a "/" [MQTT-4.7.1-2].';
    return { fault: { at: wildcard, length: 1, message } };
  }
  flush();
  const [only] = pieces;
  if (!only) return { level: { kind: 'literal', text: '' }, end };
  if (pieces.length === 1 && only.kind === 'literal') return { level: only, end };
  return { level: { kind: 'pieces', pieces }, end, ...(later && { later }) };
}

/** The first `+` or `#` outside of braces; those inside were judged with their hole. */
function wildcardIn(text: string, start: number, end: number): number {
  for (let at = start; at < end; at++) {
    const character = text[at];
    if (character === '{' && text[at + 1] !== '{') at = text.indexOf('}', at);
    else if (character === '{' || character === '}') at++;
    else if (character === '+' || character === '#') return at;
  }
  return -1;
}

type Hole = { readonly piece: Piece; readonly path?: string; readonly later?: Later } | { readonly fault: TextFault };

function readHole(inner: string, at: number, names: NamePlace[]): Hole {
  const length = inner.length + 2;
  if (inner.includes('|')) return readAlternatives(inner, at, length);
  const path = inner.endsWith('...');
  const empty = inner.endsWith('?');
  const name = path ? inner.slice(0, -3) : empty ? inner.slice(0, -1) : inner;
  if (!nameForm.test(name)) {
    const tight = name.replace(/\s/g, '');
    if (tight !== name && nameForm.test(tight)) {
      return { fault: { at, length, message: `A name holds no blank: write {${tight}}.` } };
    }
    const message =
      name === ''
        ? 'A name is missing between these braces.'
        : 'A name begins with a letter, holds letters, digits, "-" and "_", and has at most 64 characters.';
    return { fault: { at, length, message } };
  }
  names.push({ name, at, length });
  const piece: Piece = { kind: 'name', name };
  if (path) return { piece, path: name };
  if (empty) return { piece, later: { at, length, what: `A level that may be empty, {${name}?},` } };
  return { piece };
}

function readAlternatives(inner: string, at: number, length: number): Hole {
  const texts = inner.split('|');
  const fault = (message: string): Hole => ({ fault: { at, length, message } });
  if (texts.length > 64) return fault('Braces hold at most 64 alternatives.');
  for (const text of texts) {
    if (text === '') return fault('An alternative between these braces is empty. Write two lines instead.');
    const sign = /[/+#{}]/.exec(text)?.[0];
    if (sign) return fault(`An alternative is a part of one level, so it holds no "${sign}".`);
    if (/\s/.test(text))
      return fault(
        `Alternatives in braces hold no blanks: write {${texts.map((one) => one.replace(/\s+/g, '')).join('|')}}.`,
      );
  }
  if (new Set(texts).size < texts.length) return fault('The same alternative stands twice between these braces.');
  return { piece: { kind: 'alternatives', texts } };
}

function spellLevels(levels: readonly TemplateLevel[]): string {
  return levels.map(spellLevel).join('/');
}

function spellLevel(level: TemplateLevel): string {
  switch (level.kind) {
    case 'literal':
      return escapeBraces(level.text);
    case 'single':
      return '+';
    case 'multi':
      return '#';
    case 'path':
      return `{${level.name}...}`;
    case 'pieces':
      return level.pieces.map(spellPiece).join('');
  }
}

function spellPiece(piece: Piece): string {
  if (piece.kind === 'literal') return escapeBraces(piece.text);
  return piece.kind === 'name' ? `{${piece.name}}` : `{${piece.texts.join('|')}}`;
}

function escapeBraces(text: string): string {
  return text.replace(/[{}]/g, '$&$&');
}
