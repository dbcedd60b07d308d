/** From the JSON form, known to fit its schema, to a syntax tree whose places are JSON pointers. */
import type {
  BagItemNode,
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
  Word,
} from '../../grammar/policy/ast.js';
import type {
  AssertJson,
  BagItemJson,
  CheckJson,
  ClausesJson,
  ConsequenceJson,
  DeclarationJson,
  LineJson,
  ListingJson,
  PolicyJson,
  SectionHeadJson,
  SectionJson,
} from './json.js';
import type { Source } from './model.js';
import { shapeWords } from './shape-words.js';
import { testNode } from './test-node.js';
import { noClauses } from './to-page.js';

const around: Surroundings = { above: [] };

export function jsonPage(json: PolicyJson): Page {
  const headLines: HeadLine[] = [
    ...(json.source ?? []).map(
      (source, at): HeadLine => ({
        ...span(`/source/${at}`),
        around,
        kind: 'source',
        source: sourceNode(source, `/source/${at}`),
      }),
    ),
    ...(json.hosts?.length
      ? [{ ...span('/hosts'), around, kind: 'hosts' as const, hosts: words(json.hosts, '/hosts') }]
      : []),
    ...(json.dated === undefined
      ? []
      : [{ ...span('/dated'), around, kind: 'dated' as const, date: word(json.dated, '/dated') }]),
    ...(json.remove ?? []).map(
      (head, at): HeadLine => ({
        ...span(`/remove/${at}`),
        around,
        kind: 'remove',
        head: headNode(head, `/remove/${at}`),
      }),
    ),
  ];
  return {
    head: {
      ...span(''),
      around,
      name: word(json.policy, '/policy'),
      ...(json.title !== undefined && { title: word(json.title, '/title') }),
      ...(json.extends !== undefined && { extends: word(json.extends, '/extends') }),
      ...(json.on !== undefined && { on: word(json.on, '/on') }),
    },
    headLines,
    sections: json.sections.map((section, at) => sectionNode(section, `/sections/${at}`)),
    end: [],
  };
}

function span(path: string): Span {
  return { offset: 0, length: 0, path };
}

/** Places inside of what stands at `path`. */
function under(path: string): (pointer: string) => Span {
  return (pointer) => span(path + pointer);
}

function word(text: string, path: string): Word {
  return { ...span(path), text };
}

function words(texts: readonly string[], path: string): Word[] {
  return texts.map((text, at) => word(text, `${path}/${at}`));
}

function sourceNode(source: Source, path: string): SourceNode {
  return {
    ...span(path),
    ...(source.title !== undefined && { title: word(source.title, `${path}/title`) }),
    ...(source.url !== undefined && { url: word(source.url, `${path}/url`) }),
  };
}

function headNode(head: SectionHeadJson & { readonly about?: string }, path: string): SectionHeadNode {
  const [kind, occasion] = head.section.split(' ') as [SectionHeadNode['kind'], string?];
  return {
    ...span(path),
    kind,
    keyword: word(kind, `${path}/section`),
    ...(occasion !== undefined && { occasion: word(occasion, `${path}/section`) }),
    ...(head.under && { under: words(head.under, `${path}/under`) }),
    ...(head.for && { roles: words(head.for, `${path}/for`) }),
    ...conditionNode(head.when, path),
    ...(head.about !== undefined && { about: word(head.about, `${path}/about`) }),
  };
}

function sectionNode(section: SectionJson, path: string): SectionNode {
  const lines: LineNode[] = [];
  const add = (body: LineBody, key: string, about?: string): void => {
    const clauses = about === undefined ? noClauses : { ...noClauses, about: word(about, `${path}/${key}About`) };
    lines.push({ ...span(`${path}/${key}`), around, clauses, ...body });
  };
  if (section.source) add({ kind: 'source', source: sourceNode(section.source, `${path}/source`) }, 'source');
  if (section.filters !== undefined || section.filtersAbout !== undefined) {
    add(
      { kind: 'filters', mode: word(section.filters ?? 'within', `${path}/filters`) },
      'filters',
      section.filtersAbout,
    );
  }
  if (section.wildcards) {
    const from = 'fromLevel' in section.wildcards ? section.wildcards.fromLevel : undefined;
    const rule = word(from === undefined ? 'none' : 'from', `${path}/wildcards`);
    const value = from === undefined ? {} : { value: word(String(from), `${path}/wildcards/fromLevel`) };
    add({ kind: 'wildcards', rule, ...value }, 'wildcards', section.wildcardsAbout);
  }
  section.lines.forEach((line, at) => {
    const place = `${path}/lines/${at}`;
    lines.push({ ...span(place), around, clauses: clausesNode(line, place), ...lineBody(line, place) });
  });
  section.otherwise?.forEach((consequence, at) => {
    const place = `${path}/otherwise/${at}`;
    lines.push({
      ...span(place),
      around,
      clauses: noClauses,
      kind: 'otherwise',
      otherwise: otherwiseNode(consequence, place),
    });
  });
  return { around, head: headNode(section, path), lines };
}

function lineBody(line: LineJson, path: string): LineBody {
  if ('bind' in line)
    return { kind: 'binding', fields: words(line.bind, `${path}/bind`), template: word(line.to, `${path}/to`) };
  if ('name' in line)
    return { kind: 'declaration', name: word(`{${line.name}}`, `${path}/name`), shape: shapeNode(line, path) };
  if ('role' in line) return { kind: 'role', role: word(line.role, `${path}/role`) };
  if ('check' in line)
    return { kind: 'check', fields: words(line.check, `${path}/check`), test: testNode(line, under(path)) };
  if ('assert' in line) return assertBody(line, path);
  return listingBody(line, path);
}

function listingBody(line: ListingJson, path: string): LineBody {
  const key = line.deny ? 'deny' : 'allow';
  return {
    kind: 'listing',
    ...(line.deny && { deny: word('deny', `${path}/deny`) }),
    verbs: words(line[key] ?? [], `${path}/${key}`),
    topics: words(line.topics, `${path}/topics`),
  };
}

function assertBody(line: AssertJson, path: string): LineBody {
  if (line.assert === 'isolated') {
    const names = (line.names ?? []).map((name, at) => word(`{${name}}`, `${path}/names/${at}`));
    return { kind: 'isolated', keyword: word('isolated', `${path}/assert`), names };
  }
  return {
    kind: 'assert',
    claim: word(line.assert, `${path}/assert`),
    verb: word(line.verb ?? '', `${path}/verb`),
    topics: words(line.topics ?? [], `${path}/topics`),
  };
}

function shapeNode(line: DeclarationJson, path: string): ShapeNode {
  if (!line.bag) return { kind: 'words', alternatives: shapeWords(line.shape ?? '', span(`${path}/shape`)) };
  return {
    kind: 'bag',
    keyword: word('bag', `${path}/bag`),
    items: line.bag.map((item, at) => itemNode(item, `${path}/bag/${at}`)),
  };
}

function itemNode(item: BagItemJson, path: string): BagItemNode {
  return {
    key: word(item.key, `${path}/key`),
    values: words(item.is ?? [], `${path}/is`),
    optional: item.optional === true,
  };
}

function conditionNode(when: readonly CheckJson[] | undefined, path: string): { when?: ConditionNode } {
  if (!when) return {};
  const checks = when.map((check, at) => {
    const place = `${path}/when/${at}`;
    return { field: word(check.check, `${place}/check`), test: testNode(check, under(place)) };
  });
  return { when: { ...span(`${path}/when`), checks } };
}

function otherwiseNode(consequence: ConsequenceJson, path: string): OtherwiseNode {
  return {
    ...span(path),
    consequence: word(consequence.do, `${path}/do`),
    ...(consequence.code !== undefined && { code: word(String(consequence.code), `${path}/code`) }),
  };
}

function clausesNode(line: LineJson & ClausesJson, path: string): ClausesNode {
  const listing = 'topics' in line && !('assert' in line) ? (line as ListingJson) : undefined;
  return {
    checks: (listing?.checks ?? []).map((check, at) => {
      const place = `${path}/checks/${at}`;
      return { field: word(check.check, `${place}/check`), test: testNode(check, under(place)) };
    }),
    otherwise: (line.otherwise ?? []).map((one, at) => otherwiseNode(one, `${path}/otherwise/${at}`)),
    repeated: [],
    ...('default' in line &&
      line.default !== undefined && {
        default: { keyword: word('default', `${path}/default`), value: word(line.default, `${path}/default`) },
      }),
    ...(line.about !== undefined && { about: word(line.about, `${path}/about`) }),
    ...(line.for && { roles: words(line.for, `${path}/for`) }),
    ...conditionNode('when' in line ? line.when : undefined, path),
    ...(listing?.except && {
      except: {
        keyword: word('except', `${path}/except`),
        topics: words(listing.except, `${path}/except`),
      },
    }),
    ...(listing?.reply && { reply: words(listing.reply, `${path}/reply`) }),
    ...(listing?.use !== undefined && { use: word(listing.use, `${path}/use`) }),
    ...(line.note && { note: { text: word(line.note.text, `${path}/note/text`) } }),
    ...(line.source && { source: sourceNode(line.source, `${path}/source`) }),
  };
}
