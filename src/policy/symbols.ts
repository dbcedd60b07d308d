/** What the names and roles of a page are: who declares them, who fills them in, and where they are used. */
import type { DeclarationNode, LineNode, Page, SectionNode, Span, Word } from '../../grammar/policy/ast.js';
import { didYouMean, type Problems, replacement, show } from './problems.js';

export interface Declared {
  readonly name: string;
  readonly word: Word;
  readonly section: SectionNode;
  /** Absent when the declaration was spoilt by a mistake. */
  readonly line?: LineNode & DeclarationNode;
  readonly isBag: boolean;
}

/** A use of an identity name: by whom, and in which line of the text. */
interface Use {
  readonly roles: readonly string[] | undefined;
  readonly line: number | undefined;
  /** Whether a template of topics holds it. */
  readonly inTopics: boolean;
}

export class Symbols {
  readonly identity = new Map<string, Declared>();
  readonly settings = new Map<string, Declared>();
  readonly roles = new Map<string, Word>();
  readonly #free = new Map<SectionNode, Map<string, Declared>>();
  readonly #uses = new Map<string, Use[]>();
  readonly #spoilt: ReadonlySet<string>;
  readonly #spoiltRoles: ReadonlySet<string>;
  readonly #problems: Problems;

  constructor(page: Page, spoilt: ReadonlySet<string>, spoiltRoles: ReadonlySet<string>, problems: Problems) {
    this.#spoilt = spoilt;
    this.#spoiltRoles = spoiltRoles;
    this.#problems = problems;
    for (const section of page.sections) {
      for (const line of section.lines) {
        if (line.kind === 'role') this.#role(line.role);
        else if (line.kind === 'declaration') this.#declare(section, line);
      }
    }
    this.#refuseShadows();
  }

  free(section: SectionNode): ReadonlyMap<string, Declared> {
    return this.#free.get(section) ?? new Map();
  }

  #role(word: Word): void {
    if (this.roles.has(word.text))
      this.#problems.error('policy/twice', word, `The role ${show(word.text)} stands twice.`);
    else this.roles.set(word.text, word);
  }

  #declare(section: SectionNode, line: LineNode & DeclarationNode): void {
    const name = line.name.text.slice(1, -1);
    if (name.length > 64) {
      this.#problems.error('policy/name', line.name, 'A name has at most 64 characters.');
      return;
    }
    const declared: Declared = { name, word: line.name, section, line, isBag: line.shape.kind === 'bag' };
    let into = section.head.kind === 'settings' ? this.settings : this.identity;
    if (section.head.kind === 'topics') {
      into = this.#free.get(section) ?? new Map();
      this.#free.set(section, into as Map<string, Declared>);
    }
    const earlier = into.get(name);
    if (!earlier) into.set(name, declared);
    else if (overlapping(rolesOf(earlier), rolesOf(declared))) {
      this.#problems.error(
        'policy/twice',
        line.name,
        `{${name}} is declared twice${this.#lineNote(earlier.word)}. A name is declared once in its reach.`,
      );
    }
  }

  #refuseShadows(): void {
    for (const names of [this.identity, ...this.#free.values()]) {
      for (const { name, word } of names.values()) {
        const setting = this.settings.get(name);
        if (!setting) continue;
        this.#problems.error(
          'policy/shadow',
          word,
          `{${name}} is a setting${this.#lineNote(setting.word)}, which stands for the same text everywhere. Give this name another name.`,
        );
      }
    }
    for (const names of this.#free.values()) {
      for (const { name, word } of names.values()) {
        const bound = this.identity.get(name);
        if (!bound) continue;
        this.#problems.error(
          'policy/shadow',
          word,
          `{${name}} is the client's own name (identity${this.#lineNote(bound.word)}); here it would be any text. Give the free name another name.`,
        );
      }
    }
  }

  /** ` , line 11`, where there is a line. */
  #lineNote(at: Span): string {
    const line = this.#problems.lineOf(at);
    return line === undefined ? '' : `, line ${line}`;
  }

  isKnown(name: string, section: SectionNode | undefined): boolean {
    if (this.identity.has(name) || this.settings.has(name) || this.#spoilt.has(name)) return true;
    return section !== undefined && this.free(section).has(name);
  }

  /** Says that nothing declares a name, and which one may have been meant. */
  reportUndeclared(name: string, at: Span, section: SectionNode | undefined): void {
    const known = new Map([...this.settings, ...this.identity]);
    if (section) for (const [free, declared] of this.free(section)) known.set(free, declared);
    const guess = didYouMean(name, known.keys()).word;
    const meant = guess === undefined ? undefined : known.get(guess);
    const where = meant
      ? ` Did you mean {${guess}} (${meant.section.head.keyword.text}${this.#lineNote(meant.word)})?`
      : ' Declare it in the identity, in the settings or in this section.';
    this.#problems.error(
      'policy/undeclared-name',
      at,
      `{${name}} is not declared.${where} A name that nothing declares would match any text, so it is refused.`,
      guess === undefined ? undefined : replacement(at, `{${guess}}`),
    );
  }

  noteUse(name: string, at: Span, roles: readonly string[] | undefined, inTopics: boolean): void {
    if (!this.identity.has(name)) return;
    const uses = this.#uses.get(name) ?? [];
    this.#uses.set(name, uses);
    uses.push({ roles, line: this.#problems.lineOf(at), inTopics });
  }

  usesOf(name: string): readonly Use[] {
    return this.#uses.get(name) ?? [];
  }

  /** The roles of a `for`, each of them declared; `undefined`: everybody. */
  rolesOf(words: readonly Word[] | undefined): string[] | undefined {
    if (!words) return undefined;
    const seen = new Set<string>();
    for (const word of words) {
      if (seen.has(word.text)) this.#problems.error('policy/twice', word, `The role ${show(word.text)} stands twice.`);
      seen.add(word.text);
      if (this.roles.has(word.text) || this.#spoiltRoles.has(word.text)) continue;
      const guess = didYouMean(word.text, this.roles.keys());
      const known =
        this.roles.size === 0
          ? ' This policy has no roles section.'
          : ` Roles: ${[...this.roles.keys()].slice(0, 20).join(', ')}.`;
      this.#problems.error(
        'policy/unknown-role',
        word,
        `There is no role ${show(word.text)}.${guess.text}${known}`,
        guess.word === undefined ? undefined : replacement(word, guess.word),
      );
    }
    return [...seen];
  }
}

/** Roles of a declaration as written: its own `for`, else its section's. */
function rolesOf(declared: Declared): readonly string[] | undefined {
  const words = declared.line?.clauses.roles ?? declared.section.head.roles;
  return words?.map((word) => word.text);
}

function overlapping(a: readonly string[] | undefined, b: readonly string[] | undefined): boolean {
  return !a || !b || a.some((role) => b.includes(role));
}
