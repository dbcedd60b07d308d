/** Every word of a policy that means something by its place, with what it is there. */
import type {
  CheckNode,
  ClausesNode,
  ConditionNode,
  HeadLine,
  LineNode,
  OtherwiseNode,
  Page,
  SectionHeadNode,
  SectionNode,
  SourceNode,
  TemplateWord,
  TestNode,
  Word,
} from '../../grammar/policy/ast.js';
import type { ReadPage } from '../../grammar/policy/read.js';

export type WordKind =
  | 'keyword'
  | 'policy'
  | 'text'
  | 'address'
  | 'plain'
  | 'field'
  /** A topic, or another text with names in braces. */
  | 'template'
  | 'declaration'
  | 'name'
  | 'shape'
  | 'value'
  | 'unit'
  | 'consequence'
  | 'code'
  | 'role'
  | 'newRole';

export interface PlacedWord {
  readonly kind: WordKind;
  readonly word: Word;
  /** Absent in the head. */
  readonly section: SectionNode | undefined;
  readonly line: LineNode | undefined;
}

type Found = readonly [WordKind, Word | undefined];

const words = new WeakMap<Page, readonly PlacedWord[]>();

/** The words of all lines that could be read, in no order. Words that only tie others together are left out: `for`, `reply`. */
export function wordsOf({ page }: Pick<ReadPage, 'page'>): readonly PlacedWord[] {
  let found = words.get(page);
  if (!found) {
    found = wordsIn(page);
    words.set(page, found);
  }
  return found;
}

function wordsIn({ head, headLines, sections }: Page): PlacedWord[] {
  const found: PlacedWord[] = [];
  const add = (some: readonly Found[], section?: SectionNode, line?: LineNode): void => {
    for (const [kind, word] of some) if (word) found.push({ kind, word, section, line });
  };
  if (head) {
    add([
      ['policy', head.name],
      ['text', head.title],
      ['policy', head.extends],
      ['policy', head.on],
    ]);
  }
  for (const line of headLines) add(inHeadLine(line));
  for (const section of sections) {
    add(inSectionHead(section.head), section);
    for (const line of section.lines) {
      add(inLine(line), section, line);
      add(inClauses(line.clauses), section, line);
    }
  }
  return found;
}

function all(kind: WordKind, words: readonly Word[] = []): Found[] {
  return words.map((word) => [kind, word]);
}

function inHeadLine(line: HeadLine): Found[] {
  switch (line.kind) {
    case 'source':
      return inSource(line.source);
    case 'hosts':
      return all('template', line.hosts);
    case 'dated':
      return [['plain', line.date]];
    case 'order':
      return [['plain', line.order]];
    case 'dialect':
      return all('plain', line.entries);
    case 'remove':
      return inSectionHead(line.head);
  }
}

function inSectionHead(head: SectionHeadNode): Found[] {
  return [
    ['keyword', head.keyword],
    ['keyword', head.occasion],
    ...all('template', head.under),
    ...all('role', head.roles),
    ...inCondition(head.when),
    ['text', head.about],
  ];
}

function inLine(line: LineNode): Found[] {
  switch (line.kind) {
    case 'binding':
      return [...all('field', line.fields), ['keyword', line.or], ['keyword', line.not], ['template', line.template]];
    case 'declaration':
      return [['declaration', line.name], ...inShape(line)];
    case 'role':
      return [['newRole', line.role]];
    case 'check':
      return [...all('field', line.fields), ...inTest(line.test)];
    case 'filters':
      return [['keyword', line.mode]];
    case 'wildcards':
      return [
        ['keyword', line.rule],
        ['value', line.value],
      ];
    case 'delivery':
      return [
        ['keyword', line.keyword],
        ['keyword', line.value],
      ];
    case 'listing':
      return [['keyword', line.deny], ...all('keyword', line.verbs), ...topics(line.topics)];
    case 'assert':
      return [['keyword', line.claim], ['keyword', line.verb], ...topics(line.topics)];
    case 'isolated':
      return [['keyword', line.keyword], ...all('name', line.names)];
    case 'otherwise':
      return inOtherwise(line.otherwise);
    case 'source':
      return inSource(line.source);
  }
}

function inShape({ shape }: LineNode & { kind: 'declaration' }): Found[] {
  if (shape.kind === 'words') return all('shape', shape.alternatives);
  return [
    ['keyword', shape.keyword],
    ...shape.items.flatMap(({ key, values }): Found[] => [['field', key], ...all('shape', values)]),
  ];
}

function inClauses(clauses: ClausesNode): Found[] {
  const { checks, about, roles, when, otherwise, levels, notCounting, except, reply, required } = clauses;
  return [
    ...checks.flatMap(inCheck),
    ['text', about],
    ...all('role', roles),
    ...inCondition(when),
    ...otherwise.flatMap(inOtherwise),
    ...(levels ? [['keyword', levels.keyword] as const, ...inTest(levels.test)] : []),
    ...topics(notCounting?.topics),
    ...topics(except?.topics),
    ...topics(reply),
    ['keyword', required],
    ...topics(clauses.after?.topics),
    ['value', clauses.default?.value],
    ['text', clauses.note?.text],
    ['keyword', clauses.note?.warning],
    ...topics(clauses.use && [clauses.use]),
    ...(clauses.source ? inSource(clauses.source) : []),
  ];
}

function topics(words: readonly TemplateWord[] = []): Found[] {
  return words.flatMap((word): Found[] => [
    ['keyword', word.glob],
    ['template', word],
  ]);
}

function inCheck({ field, test }: CheckNode): Found[] {
  return [[field.text.startsWith('{') ? 'name' : 'field', field], ...inTest(test)];
}

function inCondition(when: ConditionNode | undefined): Found[] {
  return when?.checks.flatMap(inCheck) ?? [];
}

function inTest(test: TestNode): Found[] {
  const rest: Found[] = [
    ['keyword', test.not],
    ['value', test.per?.every],
    ['unit', test.per?.unit],
  ];
  if (test.kind === 'is') return [['keyword', test.word], ...rest];
  if (test.kind === 'compare') return [['value', test.value], ['unit', test.unit], ...rest];
  return [...all('value', test.values), ['unit', test.unit], ...rest];
}

function inOtherwise({ consequence, code, when }: OtherwiseNode): Found[] {
  return [['consequence', consequence], ['code', code], ...inCondition(when)];
}

function inSource({ title, url }: SourceNode): Found[] {
  return [
    ['text', title],
    ['address', url],
  ];
}
