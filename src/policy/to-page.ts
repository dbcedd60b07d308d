/** From the model back to a syntax tree: for printing it, and for laying a page over the one it extends. */

import type {
  BagItemNode,
  CheckNode,
  ClausesNode,
  ConditionNode,
  HeadLine,
  LineBody,
  LineNode,
  OtherwiseNode,
  Page,
  SectionHeadNode,
  SectionNode,
  ShapeNode,
  SourceNode,
  Span,
  Surroundings,
  TemplateWord,
  TestNode,
  Word,
} from '../../grammar/policy/ast.js';
import type { HeadLineBody } from '../../grammar/policy/heads-parser.js';
import type { BagItem, Condition, Consequence, Line, Policy, Section, Shape, Source, Template, Test } from './model.js';
import { shapeWords } from './shape-words.js';
import { testNode } from './test-node.js';
import { testJson } from './to-json.js';

const nothingAround: Surroundings = { above: [] };
const blankAbove: Surroundings = { above: [''] };

/** The tree of a policy; every node has the place that is given. */
export function pageOf(policy: Policy, at: Span = { offset: 0, length: 0 }): Page {
  return new PageMaker(at).page(policy);
}

class PageMaker {
  readonly #at: Span;

  constructor(at: Span) {
    this.#at = at;
  }

  page(policy: Policy): Page {
    const headLines: HeadLine[] = [];
    const add = (line: HeadLineBody): void => {
      headLines.push({ ...this.#at, around: nothingAround, ...line } as HeadLine);
    };
    for (const source of policy.sources) add({ kind: 'source', source: this.#source(source) });
    if (policy.hosts.length > 0) add({ kind: 'hosts', hosts: policy.hosts.map((host) => this.#word(host)) });
    if (policy.dated !== undefined) add({ kind: 'dated', date: this.#word(policy.dated) });
    return {
      head: {
        ...this.#at,
        around: nothingAround,
        name: this.#word(policy.name),
        ...(policy.title !== undefined && { title: this.#text(policy.title) }),
        ...(policy.on && { on: this.#word(policy.onFile ?? policy.on.name) }),
      },
      headLines,
      sections: policy.sections.map((section) => this.#section(section)),
      end: [],
    };
  }

  #word(text: string): Word {
    return { ...this.#at, text };
  }

  #text(text: string): Word {
    return { ...this.#at, text, quoted: true };
  }

  #source(source: Source): SourceNode {
    return {
      ...this.#at,
      ...(source.title !== undefined && { title: this.#text(source.title) }),
      ...(source.url !== undefined && { url: this.#word(source.url) }),
    };
  }

  #templates(templates: readonly Template[]): TemplateWord[] {
    return templates.map((template) => this.#word(template.text));
  }

  #roles(roles: readonly string[] | undefined): { roles?: Word[] } {
    return roles ? { roles: roles.map((role) => this.#word(role)) } : {};
  }

  #when(when: readonly Condition[] | undefined): { when?: ConditionNode } {
    if (!when || when.length === 0) return {};
    const checks = when.map(({ field, test }) => ({ field: this.#word(field), test: this.#test(test) }));
    return { when: { ...this.#at, checks } };
  }

  #sectionHead(head: Section): SectionHeadNode {
    const [kind, occasion] = head.section.split(' ') as [SectionHeadNode['kind'], string?];
    return {
      ...this.#at,
      kind,
      keyword: this.#word(kind),
      ...(occasion !== undefined && { occasion: this.#word(occasion) }),
      ...('under' in head && head.under && { under: this.#templates(head.under) }),
      ...this.#roles(head.roles),
      ...this.#when(head.when),
      ...(head.about !== undefined && { about: this.#text(head.about) }),
    };
  }

  #section(section: Section): SectionNode {
    const lines: LineNode[] = [];
    const add = (body: LineBody, clauses: ClausesNode = noClauses): void => {
      lines.push({ ...this.#at, around: nothingAround, clauses, ...body } as LineNode);
    };
    if (section.source) add({ kind: 'source', source: this.#source(section.source) });
    if (section.section === 'topics') {
      const about = (text: string | undefined): ClausesNode =>
        text === undefined ? noClauses : { ...noClauses, about: this.#text(text) };
      if (section.filters !== 'within' || section.filtersAbout !== undefined) {
        add({ kind: 'filters', mode: this.#word(section.filters) }, about(section.filtersAbout));
      }
      if (section.wildcards) {
        const none = 'none' in section.wildcards;
        const value =
          'fromLevel' in section.wildcards ? { value: this.#word(String(section.wildcards.fromLevel)) } : {};
        add({ kind: 'wildcards', rule: this.#word(none ? 'none' : 'from'), ...value }, about(section.wildcardsAbout));
      }
    }
    let previous = lines[0]?.kind;
    for (const line of section.lines) {
      const body = this.#line(line);
      // Declarations stand apart from what uses them, as in a page that people write.
      const around =
        previous !== undefined && (previous === 'declaration') !== (body.kind === 'declaration')
          ? blankAbove
          : nothingAround;
      lines.push({ ...this.#at, around, clauses: this.#clauses(line), ...body } as LineNode);
      previous = body.kind;
    }
    if (section.otherwise) add({ kind: 'otherwise', otherwise: this.#otherwise(section.otherwise) });
    return { around: nothingAround, head: this.#sectionHead(section), lines };
  }

  #line(line: Line): LineBody {
    if ('bind' in line) return { kind: 'binding', fields: [this.#word(line.bind)], template: this.#word(line.to.text) };
    if ('shape' in line)
      return { kind: 'declaration', name: this.#word(`{${line.name}}`), shape: this.#shape(line.shape) };
    if ('role' in line) return { kind: 'role', role: this.#word(line.role) };
    if ('check' in line)
      return { kind: 'check', fields: line.check.map((field) => this.#word(field)), test: this.#test(line.test) };
    if ('verbs' in line) {
      return {
        kind: 'listing',
        ...(line.deny && { deny: this.#word('deny') }),
        verbs: line.verbs.map((verb) => this.#word(verb)),
        topics: this.#templates(line.topics),
      };
    }
    if (line.assert === 'isolated') {
      return {
        kind: 'isolated',
        keyword: this.#word('isolated'),
        names: line.names.map((name) => this.#word(`{${name}}`)),
      };
    }
    return {
      kind: 'assert',
      claim: this.#word(line.assert),
      verb: this.#word(line.verb),
      topics: this.#templates(line.topics),
    };
  }

  #clauses(line: Line): ClausesNode {
    const checks: CheckNode[] =
      'checks' in line
        ? line.checks.map(({ field, test }) => ({ field: this.#word(field), test: this.#test(test) }))
        : [];
    return {
      checks,
      otherwise: line.otherwise ? [this.#otherwise(line.otherwise)] : [],
      repeated: [],
      ...('default' in line &&
        line.default !== undefined && { default: { keyword: this.#word('default'), value: this.#word(line.default) } }),
      ...(line.about !== undefined && { about: this.#text(line.about) }),
      ...this.#roles(line.roles),
      ...('when' in line && this.#when(line.when)),
      ...('except' in line &&
        line.except && { except: { keyword: this.#word('except'), topics: this.#templates(line.except) } }),
      ...('reply' in line && line.reply && { reply: this.#templates(line.reply) }),
      ...('use' in line && line.use && { use: this.#word(line.use.text) }),
      ...(line.note !== undefined && { note: { text: this.#text(line.note) } }),
      ...(line.source && { source: this.#source(line.source) }),
    };
  }

  #otherwise(consequence: Consequence): OtherwiseNode {
    const { code } = consequence;
    // Reason codes above 0x7F are known by their hexadecimal form.
    const text = code === undefined ? undefined : code > 0x7f ? `0x${code.toString(16).toUpperCase()}` : String(code);
    return {
      ...this.#at,
      consequence: this.#word(consequence.do),
      ...(text !== undefined && { code: this.#word(text) }),
    };
  }

  #shape(shape: Shape): ShapeNode {
    if (shape.kind === 'bag')
      return { kind: 'bag', keyword: this.#word('bag'), items: shape.items.map((item) => this.#item(item)) };
    return { kind: 'words', alternatives: shapeWords(shape.text, this.#at) };
  }

  #item(item: BagItem): BagItemNode {
    return {
      key: this.#word(item.key),
      values: item.is.map((value) => this.#word(value.kind === 'template' ? value.template.text : value.shape.text)),
      optional: item.optional === true,
    };
  }

  #test(test: Test): TestNode {
    return testNode(testJson(test), () => this.#at);
  }
}

export const noClauses: ClausesNode = { checks: [], otherwise: [], repeated: [] };
