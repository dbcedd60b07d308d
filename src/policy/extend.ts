/** `extends`: the parent's page is copied, sections are removed from the copy, then the child's lines are laid in. */
import type {
  HeadLine,
  LineNode,
  Page,
  SectionHeadNode,
  SectionNode,
  TestNode,
  Word,
} from '../../grammar/policy/ast.js';
import { spellSectionHead, spellTest } from '../../grammar/policy/spell.js';
import { didYouMean, type Problems } from './problems.js';

/** The child's page laid over its parent's. What `remove` does not find is a problem. */
export function extendPage(parent: Page, child: Page, problems: Problems): Page {
  const sections: SectionNode[] = [...parent.sections];
  const kept: HeadLine[] = [];
  for (const line of child.headLines) {
    if (line.kind === 'remove') removeSection(sections, line, problems);
    else kept.push(line);
  }
  for (const section of child.sections) {
    // Asserts only add up.
    const at =
      section.head.kind === 'assert' ? -1 : sections.findIndex((one) => headKey(one.head) === headKey(section.head));
    if (at < 0) sections.push(section);
    else sections[at] = mergeSection(sections[at] as SectionNode, section);
  }
  const replaced = new Set(kept.map((line) => line.kind));
  const headLines = [...kept, ...parent.headLines.filter((line) => !replaced.has(line.kind) && line.kind !== 'remove')];
  const title = child.head?.title ?? parent.head?.title;
  return {
    ...(child.head && { head: { ...child.head, ...(title && { title }) } }),
    headLines,
    sections,
    end: child.end,
  };
}

function removeSection(sections: SectionNode[], line: HeadLine & { kind: 'remove' }, problems: Problems): void {
  const key = headKey(line.head);
  const at = sections.findIndex((section) => headKey(section.head) === key);
  if (at >= 0) {
    sections.splice(at, 1);
    return;
  }
  const heads = sections.map((section) => headKey(section.head));
  const guess = didYouMean(key, heads);
  problems.error(
    'policy/remove',
    line,
    `The policy that is extended has no section "${key}".${guess.text} Its sections: ${[...new Set(heads)].join('; ')}.`,
  );
}

/** What makes two section heads the same: everything but the description. */
function headKey(head: SectionHeadNode): string {
  const { about: _, ...rest } = head;
  return spellSectionHead(rest);
}

function mergeSection(parent: SectionNode, child: SectionNode): SectionNode {
  const says = (kind: LineNode['kind']): boolean => child.lines.some((line) => line.kind === kind);
  const singular: readonly LineNode['kind'][] = ['otherwise', 'filters', 'wildcards', 'delivery', 'source'];
  const lines = parent.lines.filter((line) => !singular.includes(line.kind) || !says(line.kind));
  for (const line of child.lines) {
    const key = lineKey(line);
    const at = key === undefined ? -1 : lines.findIndex((one) => lineKey(one) === key);
    if (at < 0) lines.push(line);
    else lines[at] = line;
  }
  const about = child.head.about ?? parent.head.about;
  return { around: child.around, head: { ...child.head, ...(about && { about }) }, lines };
}

/** What makes two lines the same; `undefined`: the line is never replaced. */
function lineKey(line: LineNode): string | undefined {
  const scope = list(line.clauses.roles);
  switch (line.kind) {
    case 'declaration':
      return JSON.stringify(['name', line.name.text, scope]);
    case 'role':
      return JSON.stringify(['role', line.role.text]);
    case 'binding':
      return JSON.stringify(['binding', list(line.fields), scope]);
    case 'check': {
      const when = line.clauses.when?.checks.map((check) => `${check.field.text} ${spellTest(check.test)}`);
      return JSON.stringify(['check', list(line.fields), unitOf(line.test), scope, when]);
    }
    case 'listing':
      return JSON.stringify(['listing', line.deny !== undefined, list(line.verbs), list(line.topics), scope]);
    default:
      return undefined;
  }
}

function unitOf(test: TestNode): string {
  return test.kind === 'is' ? '' : (test.unit?.text ?? '');
}

function list(words: readonly Word[] | undefined): string {
  return (words ?? []).map((word) => word.text).join(', ');
}
