/** From the syntax tree of a page to the model, with everything checked that one page can be checked for. */

import type { Page, SectionNode, Word } from '../../grammar/policy/ast.js';
import { buildAssertions } from './build-assertions.js';
import { buildChecks, buildConditions } from './build-checks.js';
import { buildOtherwise, buildSource } from './build-clauses.js';
import type { BuildContext, SectionBase } from './build-context.js';
import { buildHeadLines, buildId } from './build-head.js';
import { buildIdentityLines, buildRoleLines } from './build-identity.js';
import { buildSettings } from './build-settings.js';
import { buildTopicsSection } from './build-topics-section.js';
import { refuseUnbound, warnOfWildcards } from './check-names.js';
import { isOccasion, occasions } from './fields.js';
import type { Declaration, IdentitySection, Policy, Section, Source } from './model.js';
import { didYouMean, type Problems, replacement } from './problems.js';
import { Symbols } from './symbols.js';

/** What the reader lost on the way, so that one mistake does not make a second message here. */
export interface Spoilt {
  readonly names: ReadonlySet<string>;
  readonly roles: ReadonlySet<string>;
  readonly sections: ReadonlySet<number>;
}

export const nothingSpoilt: Spoilt = { names: new Set(), roles: new Set(), sections: new Set() };

/** Builds the model of a page; what is wrong goes to `problems`, and the result only counts when there is no error. */
export function buildPolicy(page: Page, spoilt: Spoilt, problems: Problems): Policy | undefined {
  return new Builder(page, spoilt, problems).build();
}

class Builder {
  readonly #page: Page;
  readonly #spoilt: Spoilt;
  readonly #problems: Problems;
  readonly #symbols: Symbols;
  readonly #context: BuildContext;
  readonly #shapes = new Map<Word, Declaration['shape']>();

  constructor(page: Page, spoilt: Spoilt, problems: Problems) {
    this.#page = page;
    this.#spoilt = spoilt;
    this.#problems = problems;
    this.#symbols = new Symbols(page, spoilt.names, spoilt.roles, problems);
    this.#context = { symbols: this.#symbols, problems };
  }

  build(): Policy | undefined {
    const { head } = this.#page;
    if (!head && !this.#problems.hasErrors) {
      this.#problems.error(
        'policy/no-head',
        { offset: 0, length: 0 },
        'A policy begins with a line such as: policy plant "Our broker".',
      );
    }
    const name = head && buildId(head.name, 'policy', this.#problems);
    const lines = buildHeadLines(this.#page, this.#problems);
    const sections = this.#page.sections.flatMap((section) => this.#section(section));
    refuseUnbound(this.#page, this.#spoilt.sections, this.#symbols, this.#problems);
    for (const [word, shape] of this.#shapes) warnOfWildcards(word, shape, this.#symbols, this.#problems);
    if (!head || name === undefined) return undefined;
    return {
      language: 1,
      name,
      ...(head.title && { title: head.title.text }),
      sources: lines.sources,
      hosts: lines.hosts,
      ...(lines.dated !== undefined && { dated: lines.dated }),
      sections,
    };
  }

  // Sections

  #section(section: SectionNode): Section[] {
    const { head } = section;
    const roles = this.#symbols.rolesOf(head.roles);
    const when = head.when && buildConditions(head.when, undefined, this.#context);
    const otherwise =
      head.kind === 'settings'
        ? undefined
        : buildOtherwise(
            section.lines.flatMap((line) => (line.kind === 'otherwise' ? [line.otherwise] : [])),
            this.#problems,
          );
    const source = this.#sectionSource(section);
    const line = this.#problems.lineOf(head);
    const base = {
      ...(line !== undefined && { line }),
      ...(head.about && { about: head.about.text }),
      ...(roles && { roles }),
      ...(when && { when }),
      ...(otherwise && { otherwise }),
      ...(source && { source }),
    };
    switch (head.kind) {
      case 'identity':
        return [{ section: 'identity', ...base, lines: this.#identityLines(section, roles) }];
      case 'settings':
        return [{ section: 'settings', ...base, lines: buildSettings(section, this.#context) }];
      case 'roles':
        return [{ section: 'roles', ...base, lines: buildRoleLines(section, this.#context) }];
      case 'connect':
        return [{ section: 'connect', ...base, lines: buildChecks(section, 'connect', this.#context) }];
      case 'every':
        return this.#everySection(section, base);
      case 'topics':
        return [buildTopicsSection(section, base, roles, this.#context)];
      case 'assert':
        return [{ section: 'assert', ...base, lines: buildAssertions(section, roles, this.#context) }];
    }
  }

  #sectionSource(section: SectionNode): Source | undefined {
    const lines = section.lines.filter((line) => line.kind === 'source');
    const [first, second] = lines;
    if (second)
      this.#problems.error(
        'policy/twice',
        second,
        'This section already has a source. The source of one line stands on that line.',
      );
    return first && buildSource(first.source, this.#problems);
  }

  #everySection(section: SectionNode, base: SectionBase): Section[] {
    const { occasion } = section.head;
    const text = occasion?.text ?? '';
    if (!isOccasion(text)) {
      const guess = didYouMean(text, occasions);
      const at = occasion ?? section.head;
      this.#problems.error(
        'policy/occasion',
        at,
        `There is no section "every ${text}".${guess.text} Occasions: ${occasions.join(', ')}.`,
        guess.word === undefined ? undefined : replacement(at, guess.word),
      );
      return [];
    }
    return [{ section: `every ${text}`, ...base, lines: buildChecks(section, text, this.#context) }];
  }

  #identityLines(section: SectionNode, roles: readonly string[] | undefined): IdentitySection['lines'] {
    const { lines, shapes } = buildIdentityLines(section, roles, this.#context);
    for (const [word, shape] of shapes) this.#shapes.set(word, shape);
    return lines;
  }
}
