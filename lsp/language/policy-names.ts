/** Names in braces and roles of a policy: where each is declared and used, also in lines that are only half written. */
import type { IToken } from 'chevrotain';
import type { SectionNode, Word } from '../../grammar/policy/ast.js';
import type { PageLine, ReadPage } from '../../grammar/policy/read.js';
import * as t from '../../grammar/policy/tokens.js';
import { wordOf } from '../../grammar/policy/words.js';
import { parseTemplateTree } from '../../grammar/template/index.js';
import type { Span } from '../../src/readers/document.js';
import { remembered } from '../../src/text/remembered.js';
import type { Source } from '../source.js';
import { pageOf } from './policy-page.js';
import { type PlacedWord, wordsOf } from './policy-words.js';

export type NameKind = 'identity' | 'setting' | 'free' | 'role' | 'unknown';

export interface NameUse {
  readonly name: string;
  /** The name alone, without its braces. */
  readonly span: Span;
  readonly isDeclaration: boolean;
  /** Uses of one name have one key: a free name of one section is another one than that of the next. */
  readonly key: string;
  readonly kind: NameKind;
  readonly section?: SectionNode;
}

const uses = new WeakMap<Source, readonly NameUse[]>();

/** All names and roles of a policy in the order of the text. */
export function namesOf(source: Source): readonly NameUse[] {
  let found = uses.get(source);
  if (!found) {
    found = new Names(source).all;
    uses.set(source, found);
  }
  return found;
}

export function nameAt(source: Source, offset: number): NameUse | undefined {
  return namesOf(source).find(({ span, kind }) => {
    // The braces belong to it for who points at them.
    const around = kind === 'role' ? 0 : 1;
    return span.start - around <= offset && offset <= span.end + around;
  });
}

/** The names in braces of a text, in order; most texts are the same from one version of a page to the next. */
const bracedIn = remembered(
  (text): readonly string[] => {
    const pieces = parseTemplateTree(text).levels.flatMap((level) => level.pieces);
    return pieces.flatMap((piece) => (piece.kind === 'name' ? [piece.name] : []));
  },
  { most: 5000, longest: 256 },
);

type Loose = Omit<NameUse, 'key' | 'kind'>;

class Names {
  readonly #source: Source;
  readonly #page: ReadPage;
  readonly #inBraces: Loose[] = [];
  readonly #roles: Loose[] = [];

  constructor(source: Source) {
    this.#source = source;
    this.#page = pageOf(source);
  }

  get all(): readonly NameUse[] {
    for (const placed of wordsOf(this.#page)) this.#word(placed);
    for (const line of this.#page.lines) if (!line.isRead) this.#brokenLine(line);
    const declared = new Map<string, Set<SectionNode | NameKind>>();
    for (const { name, section, isDeclaration } of this.#inBraces) {
      if (!isDeclaration || !section) continue;
      const where = declared.get(name) ?? new Set();
      declared.set(name, where);
      const { kind } = section.head;
      where.add(kind === 'topics' ? section : kind === 'settings' ? 'setting' : 'identity');
    }
    const kindOf = ({ name, section }: Loose): NameKind => {
      const where = declared.get(name);
      if (section && where?.has(section)) return 'free';
      if (where?.has('setting')) return 'setting';
      return where?.has('identity') ? 'identity' : 'unknown';
    };
    const inBraces = this.#inBraces.map((use): NameUse => {
      const kind = kindOf(use);
      const reach = kind === 'free' ? String(use.section?.head.offset) : '';
      return { ...use, kind, key: `{${use.name}}${reach}` };
    });
    const roles = this.#roles.map((use): NameUse => ({ ...use, kind: 'role', key: use.name }));
    return [...inBraces, ...roles].sort((a, b) => a.span.start - b.span.start);
  }

  #word({ kind, word, section }: PlacedWord): void {
    if (kind === 'role' || kind === 'newRole') this.#role(word, kind === 'newRole');
    else if (kind === 'declaration') this.#names(word, true, section);
    else if (kind === 'name' || kind === 'template' || kind === 'shape' || kind === 'value')
      this.#names(word, false, section);
  }

  /** What a line is about that the grammar does not take: words in braces, what stands behind `for`. */
  #brokenLine({ tokens, rule, section }: PageLine): void {
    const declares = rule === 'identityLine' || rule === 'topicsLine';
    let place: 'role' | 'behind role' | 'elsewhere' = 'elsewhere';
    tokens.forEach((token, at) => {
      if (rule === 'rolesLine' && at === 0) this.#role(wordOf(token), true);
      else if (place === 'role' && isRole(token)) {
        this.#role(wordOf(token), false);
        place = 'behind role';
        return;
      } else if (token.tokenType !== t.Text && token.tokenType !== t.OpenText)
        this.#names(wordOf(token), declares && at === 0 && token.tokenType === t.Name, section);
      const goesOn = token.tokenType === t.Comma && place === 'behind role';
      place = token.tokenType === t.For || goesOn ? 'role' : 'elsewhere';
    });
  }

  #role({ text, offset, length }: Word, isDeclaration: boolean): void {
    this.#roles.push({ name: text, span: { start: offset, end: offset + length }, isDeclaration });
  }

  #names(word: Word, isDeclaration: boolean, section: SectionNode | undefined): void {
    if (!word.text.includes('{')) return;
    const raw = this.#source.text.slice(word.offset, word.offset + word.length);
    let from = 0;
    for (const name of bracedIn(word.text)) {
      // Escapes and blanks make a word longer than its text; a name is written as it is.
      const at = raw.indexOf(`{${name}`, from);
      if (at < 0) continue;
      from = at + 1 + name.length;
      const span = { start: word.offset + at + 1, end: word.offset + from };
      this.#inBraces.push({ name, span, isDeclaration, ...(section && { section }) });
    }
  }
}

function isRole({ tokenType }: IToken): boolean {
  return tokenType === t.PlainWord || (tokenType.CATEGORIES ?? []).includes(t.FieldWord);
}
