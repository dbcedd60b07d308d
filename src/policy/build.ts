/** From the syntax tree of a page to the model, with everything checked that one page can be checked for. */
import { placeIn } from '../../grammar/policy/ast.js';
import type { HeadLine, HeadNode, LineNode, Page, SectionNode, Span, Word } from '../../grammar/policy/ast.js';
import { reservedWords } from '../../grammar/policy/tokens.js';
import { buildClauses, buildOtherwise, buildSource, type Takes } from './build-clauses.js';
import { buildTest, numberOf } from './build-tests.js';
import { buildShape, buildTemplate, buildTemplates, buildUnder, type TemplateScope } from './build-topics.js';
import { twoCuts } from './cut.js';
import { type Field, type FieldPlace, fieldsAt, isOccasion, isOpenField, occasions } from './fields.js';
import type {
  Assertion, AssertSection, Binding, Check, ConnectField, Declaration, FilterMode, IdentitySection, Listing, Policy, Role, Section,
  Source, TopicsSection, Verb, Wildcards,
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

const idForm = /^[A-Za-z][A-Za-z0-9._-]{0,63}$/;

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
    if (!head) {
      if (!this.#problems.hasErrors) {
        this.#problems.error('policy/no-head', { offset: 0, length: 0 }, 'A policy begins with a line such as: policy plant "Our broker".');
      }
      return undefined;
    }
    const name = this.#id(head.name, 'policy');
    if (head.on) this.#problems.notYet(head.on, 'One policy on another, "on",', 'Give the guard a policy that says everything.');
    const lines = this.#headLines(head);
    const sections = this.#page.sections.flatMap((section) => this.#section(section));
    this.#refuseUnbound();
    for (const [name, shape] of this.#shapes) this.#warnOfWildcards(name, shape);
    return {
      language: 1,
      name,
      ...(head.title && { title: head.title.text }),
      sources: lines.sources,
      hosts: lines.hosts,
      ...(lines.dated !== undefined && { dated: lines.dated }),
      removes: [],
      sections,
    };
  }

  #id(word: Word, what: 'policy' | 'role'): string {
    if (reservedWords.has(word.text)) {
      this.#problems.error('policy/reserved', word, `"${word.text}" is a word of the language, so no ${what} may have this name.`);
    } else if (!idForm.test(word.text)) {
      this.#problems.error(
        'policy/name', word,
        `${show(word.text)} cannot name a ${what}: a name begins with a letter and has at most 64 letters, digits, "-", "_" and ".".`,
      );
    }
    return word.text;
  }

  // Head

  #headLines(head: HeadNode): { sources: Source[]; hosts: string[]; dated?: string } {
    const result: { sources: Source[]; hosts: string[]; dated?: string } = { sources: [], hosts: [] };
    for (const line of this.#page.headLines) {
      switch (line.kind) {
        case 'source':
          result.sources.push(buildSource(line.source, this.#problems));
          break;
        case 'hosts':
          for (const host of line.hosts) result.hosts.push(this.#host(host));
          break;
        case 'dated':
          if (result.dated !== undefined) this.#problems.error('policy/twice', line, 'The page already has a date.');
          result.dated = this.#date(line.date);
          break;
        case 'remove':
          // Merging took out those that have something to act upon.
          if (!head.extends) this.#problems.error('policy/remove', line, '"remove" leaves out a section of the policy that is extended, and this one extends none.');
          break;
        default:
          this.#laterHeadLine(line);
      }
    }
    return result;
  }

  #laterHeadLine(line: HeadLine & { kind: 'order' | 'dialect' }): void {
    if (line.kind === 'dialect') this.#problems.notYet(line.keyword, '"dialect"');
    else if (line.order.text === 'first-match') this.#problems.notYet(line.order, 'The order "first-match"', 'Deny wins in every policy.');
    else if (line.order.text !== 'deny-wins') {
      this.#problems.error('policy/value', line.order, `${show(line.order.text)} is not an order; there are deny-wins and first-match.`);
    }
  }

  #host(word: Word): string {
    const match = /^(?:\[[0-9A-Fa-f:.]{2,45}\]|[A-Za-z0-9_{}.*-]{1,253})(?::([0-9]{1,5}))?$/.exec(word.text);
    if (!match || Number(match[1] ?? 1) < 1 || Number(match[1] ?? 1) > 65535) {
      this.#problems.error('policy/host', word, `${show(word.text)} is not a host; write one as broker.example.com or broker.example.com:1883.`);
    }
    return word.text;
  }

  #date(word: Word): string {
    const time = /^[0-9]{4}-[0-9]{2}-[0-9]{2}$/.test(word.text) ? Date.parse(`${word.text}T00:00:00Z`) : Number.NaN;
    if (Number.isNaN(time) || new Date(time).toISOString().slice(0, 10) !== word.text) {
      this.#problems.error('policy/date', word, `${show(word.text)} is not a date. Write year, month and day: 2026-11-23.`);
    }
    return word.text;
  }

  // Sections

  #section(section: SectionNode): Section[] {
    const { head } = section;
    const roles = this.#symbols.rolesOf(head.roles);
    if (head.when) this.#problems.notYet(head.when, 'A condition on a section', 'Put "when" on the lines that it is about.');
    if (head.kind === 'settings') {
      this.#problems.notYet(head, 'The section "settings"', 'Write the value itself.');
      return [];
    }
    const otherwise = buildOtherwise(section.lines.flatMap((line) => (line.kind === 'otherwise' ? [line.otherwise] : [])), this.#problems);
    const source = this.#sectionSource(section);
    const line = this.#problems.lineOf(head);
    const base = {
      ...(line !== undefined && { line }),
      ...(head.about && { about: head.about.text }),
      ...(roles && { roles }),
      ...(otherwise && { otherwise }),
      ...(source && { source }),
    };
    switch (head.kind) {
      case 'identity':
        return [{ section: 'identity', ...base, lines: this.#identityLines(section, roles) }];
      case 'roles':
        return [{ section: 'roles', ...base, lines: this.#roleLines(section) }];
      case 'connect':
        return [{ section: 'connect', ...base, lines: this.#checkLines(section, 'connect') }];
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
    if (second) this.#problems.error('policy/twice', second, 'This section already has a source. The source of one line stands on that line.');
    return first && buildSource(first.source, this.#problems);
  }

  #everySection(section: SectionNode, base: Omit<Section, 'section' | 'lines'>): Section[] {
    const { occasion } = section.head;
    const text = occasion?.text ?? '';
    if (!isOccasion(text)) {
      const guess = didYouMean(text, occasions);
      const at = occasion ?? section.head;
      this.#problems.error(
        'policy/occasion', at, `There is no section "every ${text}".${guess.text} Occasions: ${occasions.join(', ')}.`,
        guess.word === undefined ? undefined : replacement(at, guess.word),
      );
      return [];
    }
    return [{ section: `every ${text}`, ...base, lines: this.#checkLines(section, text) }];
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
        if (shape.kind === 'expiry') this.#problems.notYet(node.shape.kind === 'words' ? (node.shape.alternatives[0] as Word) : node, 'A name that is an expiry');
        this.#shapes.set(node.name, shape);
        lines.push({ name: node.name.text.slice(1, -1), shape, ...clauses });
      }
    }
    return lines;
  }

  #warnOfWildcards(name: Word, shape: Declaration['shape']): void {
    if (shape.kind !== 'level') return;
    const admits = (code: number): boolean =>
      shape.level.alternatives.some((atoms) => atoms.some((atom) => atom.ranges.some(([from, to]) => from <= code && code <= to)));
    const sign = ['+', '#'].find((one) => admits(one.charCodeAt(0)));
    if (sign === undefined || !this.#symbols.usesOf(name.text.slice(1, -1)).length) return;
    this.#problems.warning(
      'policy/wildcard-in-shape', name,
      `The shape of ${name.text} admits "${sign}". A client whose name holds it is refused at CONNECT, since in a topic it would act as a wildcard; take it out of the shape.`,
    );
  }

  #binding(node: LineNode & { kind: 'binding' }, sectionRoles: readonly string[] | undefined): Binding | undefined {
    const clauses = buildClauses(node, bindingTakes, this.#symbols, this.#problems);
    const [field] = node.fields as [Word];
    if (node.or) this.#problems.notYet(node.or, '"or" between fields');
    if (node.not) this.#problems.notYet(node.not, '"not" in front of a template');
    const known = this.#field(field, ['binding'], 'a field of CONNECT that names can be bound from', ['otherwise', 'source']);
    const to = buildTemplate(node.template, this.#scope(clauses.roles ?? sectionRoles));
    if (!known || !to || node.or || node.not) return undefined;
    const names = to.levels.flatMap((level) => (level.kind === 'pieces' ? level.pieces.filter((piece) => piece.kind === 'name') : []));
    const place = placeIn(node.template, 0, node.template.text.length);
    if (to.levels.some((level) => level.kind === 'single' || level.kind === 'multi')) {
      this.#problems.error('policy/binding', place, 'A wildcard binds no name. Write {name} for the part of the field that it is.');
      return undefined;
    }
    if (to.levels.some((level) => level.kind === 'path')) {
      this.#problems.notYet(place, 'A name of several levels in a field');
      return undefined;
    }
    if (names.length === 0) {
      this.#problems.error('policy/binding', place, `Nothing in ${show(node.template.text)} is a name. Write for example: ${field.text} {name}.`);
      return undefined;
    }
    if (names.length > 1) {
      this.#severalNames(to, place);
      return undefined;
    }
    if (to.levels.some((level) => level.kind === 'pieces' && level.pieces.some((piece) => piece.kind === 'alternatives'))) {
      this.#problems.notYet(place, 'Alternatives around a name in a field');
      return undefined;
    }
    const [name] = names;
    if (name?.kind === 'name' && this.#symbols.identity.get(name.name)?.isBag && to.text !== `{${name.name}}`) {
      this.#problems.error('policy/binding', place, `{${name.name}} is a bag, which is the whole field: write ${field.text} {${name.name}}.`);
      return undefined;
    }
    return { bind: field.text as ConnectField, to, ...clauses };
  }

  #severalNames(to: Binding['to'], place: Span): void {
    const cuts = twoCuts(to, (name) => {
      const shape = this.#symbols.identity.get(name)?.line?.shape;
      // What is wrong with the shape is said at its declaration.
      return shape && buildShape(shape, { ...this.#scope(undefined), problems: this.#problems.aside() });
    });
    if (!cuts) {
      this.#problems.notYet(place, 'A field with several names');
      return;
    }
    const [[name, one], [, other]] = [cuts.first, cuts.second];
    this.#problems.error(
      'policy/two-cuts', place,
      `This cannot be cut in one way: ${show(cuts.text)} could be {${name}}=${one} or {${name}}=${other}. Put a separator between the names that neither of them holds, or bind one from another field.`,
    );
  }

  #roleLines(section: SectionNode): Role[] {
    return section.lines.flatMap((node): Role[] => {
      if (node.kind !== 'role') return [];
      const clauses = buildClauses(node, roleTakes, this.#symbols, this.#problems);
      return [{ role: this.#id(node.role, 'role'), ...clauses }];
    });
  }

  // Checks

  #checkLines(section: SectionNode, place: FieldPlace): Check[] {
    return section.lines.flatMap((node): Check[] => {
      if (node.kind !== 'check') return [];
      const clauses = buildClauses(node, checkTakes, this.#symbols, this.#problems);
      const where = place === 'connect' ? 'a field of CONNECT' : place === 'packet' ? 'a packet of MQTT' : `a field of "every ${place}"`;
      const fields = node.fields.map((word) => this.#field(word, [place], where, ['otherwise', 'source']));
      const seen = new Set<string>();
      for (const word of node.fields) {
        if (seen.has(word.text)) this.#problems.error('policy/twice', word, `${show(word.text)} stands twice on this line.`);
        seen.add(word.text);
      }
      // One mistake in the value makes one message, however many fields share it.
      const [first] = fields;
      const test = fields.every((field) => field) && first ? buildTest(node.test, first, this.#problems) : undefined;
      for (const field of fields.slice(1)) if (test && field) buildTest(node.test, field, this.#problems);
      const when = node.clauses.when && this.#when(node.clauses.when, place);
      if (!test || (node.clauses.when && !when)) return [];
      return [{ check: node.fields.map((word) => word.text), test, ...(when && { when }), ...clauses }];
    });
  }

  #when(node: NonNullable<LineNode['clauses']['when']>, place: FieldPlace): Check['when'] | undefined {
    const [first, second] = node.checks;
    if (!first) return undefined;
    if (second) {
      this.#problems.notYet(second.field, '"and" in a condition', 'Write two lines.');
      return undefined;
    }
    const places: readonly FieldPlace[] = place === 'session' ? ['publish', 'subscribe'] : [place];
    if (places.every((one) => !fieldsAt(one).has(first.field.text)) && (fieldsAt('condition').has(first.field.text) || isOpenField(first.field.text))) {
      this.#problems.notYet(first.field, `A condition on ${first.field.text} here`);
      return undefined;
    }
    const field = this.#field(first.field, places, 'a field of this packet', []);
    const test = field && buildTest(first.test, field, this.#problems);
    return test && { field: first.field.text, test };
  }

  /** The row of the table for a field in its place; `undefined` after a problem. */
  #field(word: Word, places: readonly FieldPlace[], where: string, others: readonly string[]): Field | undefined {
    for (const place of places) {
      const field = fieldsAt(place).get(word.text);
      if (field?.later) {
        this.#problems.notYet(word, `The field ${field.name}`);
        return undefined;
      }
      if (field) return field;
    }
    if (places.includes('binding') && (isOpenField(word.text) || ['address', 'tls', 'listener'].includes(word.text))) {
      this.#problems.notYet(word, `The field ${show(word.text)}`);
      return undefined;
    }
    const known = places.flatMap((place) => [...fieldsAt(place).values()].filter((field) => !field.later).map((field) => field.name));
    const elsewhere = occasions.filter((occasion) => fieldsAt(occasion).has(word.text));
    const guess = elsewhere.length > 0 ? { text: '' } : didYouMean(word.text, [...known, ...others]);
    const hint = elsewhere.length > 0 && !places.includes('packet')
      ? ` It is one of ${elsewhere.map((one) => `"every ${one}"`).join(' and ')}.`
      : ` ${places.includes('packet') ? 'Packets' : 'Fields'}: ${[...new Set(known)].join(', ')}.`;
    this.#problems.error(
      'policy/unknown-field', word, `${show(word.text)} is not ${where}.${guess.text}${hint}`,
      guess.word === undefined ? undefined : replacement(word, guess.word),
    );
    return undefined;
  }

  // Topics

  #topicsSection(section: SectionNode, base: Omit<Section, 'section' | 'lines'>, roles: readonly string[] | undefined): TopicsSection {
    const scope = { ...this.#scope(roles), section };
    const under = buildUnder(section.head.under, scope);
    const lines: (Declaration | Listing)[] = [];
    const result: Mutable<TopicsSection> = { section: 'topics', ...base, ...(under && { under }), filters: 'within', lines };
    let filters: LineNode | undefined;
    for (const node of section.lines) {
      switch (node.kind) {
        case 'filters':
          if (filters) this.#problems.error('policy/twice', node, 'This section already says how filters are judged.');
          filters = node;
          Object.assign(result, this.#filters(node));
          break;
        case 'wildcards':
          if (result.wildcards) this.#problems.error('policy/twice', node, 'This section already says where wildcards may stand.');
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
        'policy/filters', node.mode, `Filters are judged "within", "exact" or "overlap", not ${show(node.mode.text)}.${guess.text}`,
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
      this.#problems.error('policy/number', node.value ?? node, `${show(node.value?.text ?? '')} is not a level; levels count from 1, up to 128.`);
      return {};
    }
    return { wildcards: { fromLevel, ...place }, ...remark };
  }

  #warnOfOpenBorder(section: SectionNode, built: TopicsSection, filters: LineNode): void {
    const under = section.head.under;
    const named = built.under?.every((prefix) => [...this.#symbols.identity.keys()].some((name) => prefix.text.includes(`{${name}}`)));
    if (under && (named || built.under?.length !== under.length)) return;
    this.#problems.warning(
      'policy/open-overlap', under?.[0] ?? filters,
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
    const use = node.clauses.use && buildTemplate(node.clauses.use, scope);
    const checks = node.clauses.checks.flatMap(({ field: word, test: testNode }) => {
      const field = this.#field(word, verbs, `a field of ${verbs.join(' or ')}`, ['for', 'otherwise', 'reply', 'note', 'use', 'source']);
      const test = field && buildTest(testNode, field, this.#problems);
      return test ? [{ field: word.text, test }] : [];
    });
    if (topics.length < node.topics.length || checks.length < node.clauses.checks.length) return undefined;
    return { ...(node.deny && { deny: true }), verbs, topics, checks, ...(reply && { reply }), ...(use && { use }), ...clauses };
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
        this.#symbols.noteUse(name, word, clauses.roles ?? sectionRoles);
        return name;
      });
      return [{ assert: 'isolated', names, ...clauses }];
    });
  }

  // Names as a whole

  #refuseUnbound(): void {
    const identity = this.#page.sections.filter((section) => section.head.kind === 'identity');
    if (this.#page.sections.some((section, at) => section.head.kind === 'identity' && this.#spoilt.sections.has(at))) return;
    const bindings = identity.flatMap((section) =>
      section.lines.flatMap((line) => (line.kind === 'binding' ? [{ line, roles: line.clauses.roles ?? section.head.roles }] : [])),
    );
    for (const [name, { word }] of this.#symbols.identity) {
      const binding = bindings.filter(({ line }) => line.template.text.includes(`{${name}}`) || line.template.text.includes(`{${name}?}`) || line.template.text.includes(`{${name}...}`));
      if (binding.length === 0) this.#unbound(name, word);
      else if (binding.every(({ roles }) => roles)) {
        const bound = new Set(binding.flatMap(({ roles }) => (roles ?? []).map((role) => role.text)));
        this.#partlyBound(name, word, bound);
      }
    }
  }

  #unbound(name: string, word: Word): void {
    const lines = [...new Set(this.#symbols.usesOf(name).flatMap((use) => use.line ?? []))].sort((a, b) => a - b);
    const list = lines.length === 0 ? '' : ` Without it every line that uses {${name}} (line${lines.length > 1 ? 's' : ''} ${lines.slice(0, 12).join(', ')}${lines.length > 12 ? ', …' : ''}) could never hold.`;
    this.#problems.error(
      'policy/unbound-name', word,
      `{${name}} is declared here as part of the identity, but nothing binds it. Add a line such as "username {${name}}".${list}`,
    );
  }

  #partlyBound(name: string, word: Word, bound: ReadonlySet<string>): void {
    const all = [...this.#symbols.roles.keys()];
    const missing = this.#symbols.usesOf(name).flatMap((use) => (use.roles ?? all).filter((role) => !bound.has(role)).map((role) => ({ role, line: use.line })));
    const [first] = missing;
    if (!first) return;
    const where = first.line === undefined ? 'a line' : `line ${first.line}`;
    this.#problems.error(
      'policy/unbound-name', word,
      `{${name}} is used in ${where} for the role ${first.role}, but it is bound only for ${[...bound].join(', ')}. Bind it for that role too, or add "for ${[...bound].join(', ')}" to the line.`,
    );
  }

  #scope(roles: readonly string[] | undefined): TemplateScope {
    return { roles, symbols: this.#symbols, problems: this.#problems };
  }
}

const bindingTakes: Takes = { now: ['about', 'roles', 'otherwise', 'note', 'source'], later: ['when'] };
const declarationTakes: Takes = { now: ['about', 'roles', 'otherwise', 'note', 'source'], later: ['when', 'levels', 'default'] };
const freeTakes: Takes = { now: ['about', 'note', 'source'], later: ['when', 'levels', 'default', 'roles'] };
const roleTakes: Takes = { now: ['about', 'note', 'source'], later: ['when'] };
const checkTakes: Takes = { now: ['about', 'roles', 'when', 'otherwise', 'note', 'source'], later: ['notCounting', 'except'] };
const listingTakes: Takes = {
  now: ['checks', 'about', 'roles', 'otherwise', 'reply', 'note', 'use', 'source'],
  later: ['when', 'notCounting', 'except', 'required', 'after'],
};
const remarkTakes: Takes = { now: ['about'], later: ['otherwise', 'note', 'source', 'roles', 'when'] };
const assertTakes: Takes = { now: ['about', 'roles', 'note', 'source'], later: ['when'] };
