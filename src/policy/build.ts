/** From the syntax tree of a page to the model, with everything checked that one page can be checked for. */

import type { LineNode, Page, SectionNode, Word } from '../../grammar/policy/ast.js';
import { placeIn } from '../../grammar/policy/ast.js';
import { buildChecks, buildConditions, fieldOf } from './build-checks.js';
import { buildClauses, buildOtherwise, buildSource, type Takes } from './build-clauses.js';
import { buildHeadLines, buildId } from './build-head.js';
import { buildTest, numberOf } from './build-tests.js';
import { buildShape, buildTemplate, buildTemplates, buildUnder, type TemplateScope } from './build-topics.js';
import { freeNameElsewhere, refuseSeveralNames, refuseUnbound, warnOfWildcards } from './check-names.js';
import { isOccasion, occasions } from './fields.js';
import type {
  Assertion,
  AssertSection,
  Binding,
  ConnectField,
  Declaration,
  FilterMode,
  IdentitySection,
  Listing,
  Policy,
  Role,
  Section,
  Source,
  Template,
  TopicsSection,
  Verb,
  Wildcards,
} from './model.js';
import { didYouMean, type Problems, replacement, show } from './problems.js';
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

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

class Builder {
  readonly #page: Page;
  readonly #spoilt: Spoilt;
  readonly #problems: Problems;
  readonly #symbols: Symbols;
  readonly #shapes = new Map<Word, Declaration['shape']>();

  constructor(page: Page, spoilt: Spoilt, problems: Problems) {
    this.#page = page;
    this.#spoilt = spoilt;
    this.#problems = problems;
    this.#symbols = new Symbols(page, spoilt.names, spoilt.roles, problems);
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
    if (head?.on)
      this.#problems.notYet(head.on, 'One policy on another, "on",', 'Give the guard a policy that says everything.');
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
    const when = head.when && buildConditions(head.when, undefined, this.#problems);
    if (head.kind === 'settings') {
      this.#problems.notYet(head, 'The section "settings"', 'Write the value itself.');
      return [];
    }
    const otherwise = buildOtherwise(
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
      case 'roles':
        return [{ section: 'roles', ...base, lines: this.#roleLines(section) }];
      case 'connect':
        return [{ section: 'connect', ...base, lines: buildChecks(section, 'connect', this.#symbols, this.#problems) }];
      case 'every':
        return this.#everySection(section, base);
      case 'topics':
        return [this.#topicsSection(section, base, roles)];
      case 'assert':
        return [{ section: 'assert', ...base, lines: this.#assertions(section, roles) }];
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

  #everySection(section: SectionNode, base: Omit<Section, 'section' | 'lines'>): Section[] {
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
    return [{ section: `every ${text}`, ...base, lines: buildChecks(section, text, this.#symbols, this.#problems) }];
  }

  // Identity and roles

  #identityLines(section: SectionNode, sectionRoles: readonly string[] | undefined): IdentitySection['lines'] {
    const lines: (Binding | Declaration)[] = [];
    for (const node of section.lines) {
      if (node.kind === 'binding') {
        const binding = this.#binding(node, sectionRoles);
        if (binding) lines.push(binding);
      } else if (node.kind === 'declaration') {
        const clauses = buildClauses(node, declarationTakes, this.#symbols, this.#problems);
        const scope = this.#scope(clauses.roles ?? sectionRoles);
        const shape = buildShape(node.shape, scope);
        if (shape.kind === 'expiry')
          this.#problems.notYet(
            node.shape.kind === 'words' ? (node.shape.alternatives[0] as Word) : node,
            'A name that is an expiry',
          );
        this.#shapes.set(node.name, shape);
        lines.push({ name: node.name.text.slice(1, -1), shape, ...clauses });
      }
    }
    return lines;
  }

  #binding(node: LineNode & { kind: 'binding' }, sectionRoles: readonly string[] | undefined): Binding | undefined {
    const clauses = buildClauses(node, bindingTakes, this.#symbols, this.#problems);
    const [field] = node.fields as [Word];
    if (node.or) this.#problems.notYet(node.or, '"or" between fields');
    if (node.not) this.#problems.notYet(node.not, '"not" in front of a template');
    const known = fieldOf(
      field,
      ['binding'],
      'a field of CONNECT that names can be bound from',
      ['otherwise', 'source'],
      this.#problems,
    );
    const to = buildTemplate(node.template, this.#scope(clauses.roles ?? sectionRoles));
    if (!known || !to || node.or || node.not) return undefined;
    const names = to.levels.flatMap((level) =>
      level.kind === 'pieces' ? level.pieces.filter((piece) => piece.kind === 'name') : [],
    );
    const place = placeIn(node.template, 0, node.template.text.length);
    if (to.levels.some((level) => level.kind === 'single' || level.kind === 'multi')) {
      this.#problems.error(
        'policy/binding',
        place,
        'A wildcard binds no name. Write {name} for the part of the field that it is.',
      );
      return undefined;
    }
    if (to.levels.some((level) => level.kind === 'path')) {
      this.#problems.notYet(place, 'A name of several levels in a field');
      return undefined;
    }
    if (names.length === 0) {
      this.#problems.error(
        'policy/binding',
        place,
        `Nothing in ${show(node.template.text)} is a name. Write for example: ${field.text} {name}.`,
      );
      return undefined;
    }
    if (names.length > 1) {
      refuseSeveralNames(to, place, this.#symbols, this.#problems);
      return undefined;
    }
    if (
      to.levels.some((level) => level.kind === 'pieces' && level.pieces.some((piece) => piece.kind === 'alternatives'))
    ) {
      this.#problems.notYet(place, 'Alternatives around a name in a field');
      return undefined;
    }
    const [name] = names;
    if (name?.kind === 'name' && this.#symbols.identity.get(name.name)?.isBag && to.text !== `{${name.name}}`) {
      this.#problems.error(
        'policy/binding',
        place,
        `{${name.name}} is a bag, which is the whole field: write ${field.text} {${name.name}}.`,
      );
      return undefined;
    }
    return { bind: field.text as ConnectField, to, ...clauses };
  }

  #roleLines(section: SectionNode): Role[] {
    return section.lines.flatMap((node): Role[] => {
      if (node.kind !== 'role') return [];
      const clauses = buildClauses(node, roleTakes, this.#symbols, this.#problems);
      const when = node.clauses.when && buildConditions(node.clauses.when, undefined, this.#problems);
      return [{ role: buildId(node.role, 'role', this.#problems), ...(when && { when }), ...clauses }];
    });
  }

  // Topics

  #topicsSection(
    section: SectionNode,
    base: Omit<Section, 'section' | 'lines'>,
    roles: readonly string[] | undefined,
  ): TopicsSection {
    const scope = { ...this.#scope(roles), section };
    const under = buildUnder(section.head.under, scope);
    const lines: (Declaration | Listing)[] = [];
    const result: Mutable<TopicsSection> = {
      section: 'topics',
      ...base,
      ...(under && { under }),
      filters: 'within',
      lines,
    };
    let filters: LineNode | undefined;
    for (const node of section.lines) {
      switch (node.kind) {
        case 'filters':
          if (filters) this.#problems.error('policy/twice', node, 'This section already says how filters are judged.');
          filters = node;
          Object.assign(result, this.#filters(node));
          break;
        case 'wildcards':
          if (result.wildcards)
            this.#problems.error('policy/twice', node, 'This section already says where wildcards may stand.');
          Object.assign(result, this.#wildcards(node));
          break;
        case 'delivery':
          this.#problems.notYet(node.keyword, '"delivery listed"', 'List what arrives with "receive".');
          break;
        case 'declaration':
          lines.push(this.#freeName(node, scope));
          break;
        case 'listing': {
          const listing = this.#listing(node, scope);
          if (listing) lines.push(listing);
        }
      }
    }
    if (result.filters === 'overlap' && filters) this.#warnOfOpenBorder(section, result, filters);
    return result;
  }

  #filters(node: LineNode & { kind: 'filters' }): Partial<TopicsSection> {
    const clauses = buildClauses(node, remarkTakes, this.#symbols, this.#problems);
    const modes: readonly FilterMode[] = ['within', 'exact', 'overlap'];
    const mode = modes.find((one) => one === node.mode.text);
    if (!mode) {
      const guess = didYouMean(node.mode.text, modes);
      this.#problems.error(
        'policy/filters',
        node.mode,
        `Filters are judged "within", "exact" or "overlap", not ${show(node.mode.text)}.${guess.text}`,
        guess.word === undefined ? undefined : replacement(node.mode, guess.word),
      );
    }
    return { ...(mode && { filters: mode }), ...(clauses.about !== undefined && { filtersAbout: clauses.about }) };
  }

  #wildcards(node: LineNode & { kind: 'wildcards' }): { wildcards?: Wildcards; wildcardsAbout?: string } {
    const { about, line } = buildClauses(node, remarkTakes, this.#symbols, this.#problems);
    const place = { ...(line !== undefined && { line }) };
    const remark = about === undefined ? {} : { wildcardsAbout: about };
    if (node.rule.text === 'none') return { wildcards: { none: true, ...place }, ...remark };
    if (node.rule.text === 'only') {
      this.#problems.notYet(node.rule, '"wildcards only"');
      return {};
    }
    const fromLevel = numberOf(node.value?.text ?? '');
    if (fromLevel === undefined || fromLevel < 1 || fromLevel > 128) {
      this.#problems.error(
        'policy/number',
        node.value ?? node,
        `${show(node.value?.text ?? '')} is not a level; levels count from 1, up to 128.`,
      );
      return {};
    }
    return { wildcards: { fromLevel, ...place }, ...remark };
  }

  #warnOfOpenBorder(section: SectionNode, built: TopicsSection, filters: LineNode): void {
    const under = section.head.under;
    const named = built.under?.every((prefix) =>
      [...this.#symbols.identity.keys()].some((name) => prefix.text.includes(`{${name}}`)),
    );
    if (under && (named || built.under?.length !== under.length)) return;
    this.#problems.warning(
      'policy/open-overlap',
      under?.[0] ?? filters,
      'Everybody may listen to everything below this prefix: "filters overlap" is fenced by a prefix that holds the client\'s own name, and this one holds none.',
    );
  }

  #freeName(node: LineNode & { kind: 'declaration' }, scope: TemplateScope): Declaration {
    const clauses = buildClauses(node, freeTakes, this.#symbols, this.#problems);
    if (node.shape.kind === 'bag') {
      this.#problems.notYet(node.shape.keyword, 'A bag in a topics section');
      return { name: node.name.text.slice(1, -1), shape: { text: 'any', kind: 'any' }, ...clauses };
    }
    const shape = buildShape(node.shape, scope);
    if (shape.kind === 'expiry') this.#problems.notYet(node.shape.alternatives[0] as Word, 'A level that is an expiry');
    return { name: node.name.text.slice(1, -1), shape, ...clauses };
  }

  #listing(node: LineNode & { kind: 'listing' }, section: TemplateScope): Listing | undefined {
    const clauses = buildClauses(node, listingTakes, this.#symbols, this.#problems);
    const scope = { ...section, roles: clauses.roles ?? section.roles };
    const verbs: Verb[] = [];
    for (const word of node.verbs) {
      const verb = word.text as Verb;
      if (verbs.includes(verb)) this.#problems.error('policy/twice', word, `"${verb}" stands twice on this line.`);
      else verbs.push(verb);
    }
    const topics = buildTemplates(node.topics, scope);
    for (const word of node.topics) this.#refuseEmptyTopic(word, section.section);
    const reply = node.clauses.reply && buildTemplates(node.clauses.reply, scope);
    const when = node.clauses.when && buildConditions(node.clauses.when, undefined, this.#problems);
    const except = node.clauses.except && this.#except(topics, node.clauses.except, scope);
    const use = node.clauses.use && buildTemplate(node.clauses.use, scope);
    const checks = node.clauses.checks.flatMap(({ field: word, test: testNode }) => {
      const field = fieldOf(
        word,
        verbs,
        `a field of ${verbs.join(' or ')}`,
        ['for', 'otherwise', 'reply', 'note', 'use', 'source'],
        this.#problems,
      );
      const test = field && buildTest(testNode, field, this.#problems);
      return test ? [{ field: word.text, test }] : [];
    });
    if (topics.length < node.topics.length || checks.length < node.clauses.checks.length) return undefined;
    return {
      ...(node.deny && { deny: true }),
      verbs,
      topics,
      checks,
      ...(when && { when }),
      ...(except && { except }),
      ...(reply && { reply }),
      ...(use && { use }),
      ...clauses,
    };
  }

  /** What a listing leaves out. A free name of it is compared level by level, so it stands at one level only. */
  #except(
    listed: readonly Template[],
    { keyword, topics }: NonNullable<LineNode['clauses']['except']>,
    scope: TemplateScope,
  ): Template[] {
    if (scope.section?.lines.some((line) => line.kind === 'filters' && line.mode.text === 'overlap')) {
      this.#problems.notYet(keyword, '"except" where filters are judged by "overlap"', 'Leave the topic unlisted.');
    }
    return topics.flatMap((word) => {
      const template = buildTemplate(word, scope);
      if (!template) return [];
      const moved = freeNameElsewhere(template, listed, this.#symbols);
      if (moved === undefined) return [template];
      const at = placeIn(word, 0, word.text.length);
      this.#problems.notYet(at, `{${moved}} at two different levels of a line and its "except"`);
      return [];
    });
  }

  #refuseEmptyTopic(word: Word, section: SectionNode | undefined): void {
    if (word.text === '' && !section?.head.under) {
      this.#problems.error('policy/template', word, 'A topic has at least one character [MQTT-4.7.3-1].');
    }
  }

  // Asserts

  #assertions(section: SectionNode, sectionRoles: readonly string[] | undefined): AssertSection['lines'] {
    return section.lines.flatMap((node): Assertion[] => {
      if (node.kind !== 'assert' && node.kind !== 'isolated') return [];
      const clauses = buildClauses(node, assertTakes, this.#symbols, this.#problems);
      if (node.kind === 'assert') {
        const topics = buildTemplates(node.topics, this.#scope(clauses.roles ?? sectionRoles));
        for (const word of node.topics) this.#refuseEmptyTopic(word, undefined);
        return [{ assert: node.claim.text as 'never' | 'always', verb: node.verb.text as Verb, topics, ...clauses }];
      }
      const names = node.names.map((word) => {
        const name = word.text.slice(1, -1);
        if (!this.#symbols.isKnown(name, undefined)) this.#symbols.reportUndeclared(name, word, undefined);
        this.#symbols.noteUse(name, word, clauses.roles ?? sectionRoles, false);
        return name;
      });
      return [{ assert: 'isolated', names, ...clauses }];
    });
  }

  #scope(roles: readonly string[] | undefined): TemplateScope {
    return { roles, symbols: this.#symbols, problems: this.#problems };
  }
}

const bindingTakes: Takes = { now: ['about', 'roles', 'otherwise', 'note', 'source'], later: ['when'] };
const declarationTakes: Takes = {
  now: ['about', 'roles', 'otherwise', 'note', 'source'],
  later: ['when', 'levels', 'default'],
};
const freeTakes: Takes = { now: ['about', 'note', 'source'], later: ['when', 'levels', 'default', 'roles'] };
const roleTakes: Takes = { now: ['about', 'when', 'note', 'source'] };
const listingTakes: Takes = {
  now: ['checks', 'about', 'roles', 'when', 'otherwise', 'except', 'reply', 'note', 'use', 'source'],
  later: ['notCounting', 'required', 'after'],
};
const remarkTakes: Takes = { now: ['about'], later: ['otherwise', 'note', 'source', 'roles', 'when'] };
const assertTakes: Takes = { now: ['about', 'roles', 'note', 'source'], later: ['when'] };
