/** What any line may carry, from the syntax tree to the model: who it is for, what follows a breach, remarks. */
import type { ClausesNode, OtherwiseNode, SourceNode, Span } from '../../grammar/policy/ast.js';
import type { Consequence, Source } from './model.js';
import { numberOf } from './numbers.js';
import { didYouMean, type Problems, replacement, show } from './problems.js';
import type { Symbols } from './symbols.js';

export type ClauseName = Exclude<keyof ClausesNode, 'repeated'>;

const spelling: Readonly<Record<ClauseName, string>> = {
  checks: 'a check',
  about: 'a description',
  roles: '"for"',
  when: '"when"',
  otherwise: '"otherwise"',
  levels: '"levels"',
  notCounting: '"not counting"',
  except: '"except"',
  reply: '"reply"',
  required: '"required"',
  after: '"after"',
  default: '"default"',
  note: '"note"',
  use: '"use"',
  source: '"source"',
};

/** Clauses that a kind of line takes today, and those that it will take later. */
export interface Takes {
  readonly now: readonly ClauseName[];
  readonly later?: readonly ClauseName[];
}

export interface CommonClauses {
  readonly line?: number;
  readonly about?: string;
  readonly roles?: readonly string[];
  readonly otherwise?: Consequence;
  readonly note?: string;
  readonly source?: Source;
}

/** The clauses that all lines share; what does not belong on the line is reported. */
export function buildClauses(
  node: Span & { readonly clauses: ClausesNode },
  takes: Takes,
  symbols: Symbols,
  problems: Problems,
): CommonClauses {
  const { clauses } = node;
  for (const { clause, at } of clauses.repeated) {
    problems.error(
      'policy/twice',
      at,
      `This line has a second ${clause === 'description' ? 'description' : `"${clause}"`}; it may stand once.`,
    );
  }
  for (const name of Object.keys(spelling) as ClauseName[]) {
    const at = placeOf(clauses, name);
    if (!at || takes.now.includes(name)) continue;
    if (takes.later?.includes(name)) problems.notYet(at, `${upperFirst(spelling[name])} on a line of this kind`);
    else problems.error('policy/clause', at, `${upperFirst(spelling[name])} does not belong on this line.`);
  }
  const has = (name: ClauseName): boolean => takes.now.includes(name);
  const line = problems.lineOf(node);
  const roles = has('roles') ? symbols.rolesOf(clauses.roles) : undefined;
  const otherwise = has('otherwise') ? buildOtherwise(clauses.otherwise, problems) : undefined;
  if (clauses.note?.warning)
    problems.notYet(clauses.note.warning, 'The severity of a note, "note warning",', 'Write note alone.');
  return {
    ...(line !== undefined && { line }),
    ...(clauses.about && has('about') && { about: clauses.about.text }),
    ...(roles && { roles }),
    ...(otherwise && { otherwise }),
    ...(clauses.note && { note: clauses.note.text.text }),
    ...(clauses.source && has('source') && { source: buildSource(clauses.source, problems) }),
  };
}

function placeOf(clauses: ClausesNode, name: ClauseName): Span | undefined {
  switch (name) {
    case 'checks':
      return clauses.checks[0]?.field;
    case 'otherwise':
      return clauses.otherwise[0];
    case 'reply':
      return clauses.reply?.[0];
    case 'roles':
      return clauses.roles?.[0];
    case 'note':
      return clauses.note?.text;
    case 'levels':
    case 'notCounting':
    case 'except':
    case 'after':
    case 'default':
      return clauses[name]?.keyword;
    default:
      return clauses[name];
  }
}

function upperFirst(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

export const consequences: readonly Consequence['do'][] = [
  'refuse',
  'close',
  'drop',
  'ignore',
  'clamp',
  'downgrade',
  'warn',
  'advise',
  'none',
  'unknown',
];

/** What people write for a consequence when they do not know its word. */
const otherWords: Readonly<Record<string, Consequence['do']>> = {
  reject: 'refuse',
  deny: 'refuse',
  fail: 'refuse',
  error: 'refuse',
  disconnect: 'close',
  kick: 'close',
  discard: 'drop',
  silent: 'drop',
  limit: 'clamp',
  lower: 'downgrade',
  warning: 'warn',
  info: 'advise',
  hint: 'advise',
  skip: 'ignore',
};

/** The consequence of a line or section: the first one, since conditions on consequences are still to come. */
export function buildOtherwise(nodes: readonly OtherwiseNode[], problems: Problems): Consequence | undefined {
  let built: Consequence | undefined;
  for (const [at, node] of nodes.entries()) {
    if (node.when) {
      problems.notYet(node.when, 'A condition on "otherwise"');
      continue;
    }
    if (at > 0 && nodes.slice(0, at).every((earlier) => !earlier.when)) {
      problems.error(
        'policy/twice',
        node,
        'This line already says what happens otherwise; this second "otherwise" could never apply.',
      );
      continue;
    }
    built ??= consequenceOf(node, problems);
  }
  return built;
}

function consequenceOf(node: OtherwiseNode, problems: Problems): Consequence | undefined {
  const { consequence: word, code } = node;
  if (word.text === 'unbound') {
    problems.notYet(word, 'The consequence "unbound"', 'Write "refuse".');
    return undefined;
  }
  const known = consequences.find((one) => one === word.text);
  if (!known) {
    const meant = Object.hasOwn(otherWords, word.text)
      ? otherWords[word.text]
      : didYouMean(word.text, consequences).word;
    const with_ = meant && code && (meant === 'refuse' || meant === 'close') ? ` ${code.text}` : '';
    const advice =
      meant === undefined
        ? ''
        : ` Write "${meant}${with_}"${meant === 'refuse' ? ' to answer with a negative code' : ''}.`;
    problems.error(
      'policy/consequence',
      word,
      `${show(word.text)} is not a consequence.${advice} Consequences: ${consequences.join(', ')}.`,
      meant === undefined ? undefined : replacement(word, meant),
    );
    return undefined;
  }
  if (!code) return { do: known, ...lineOf(node, problems) };
  const number = numberOf(code.text);
  if (known !== 'refuse' && known !== 'close') {
    problems.error(
      'policy/consequence',
      code,
      `"${known}" sends nothing, so it has no code. Only "refuse" and "close" have one.`,
    );
    return undefined;
  }
  if (number === undefined || number < 1 || number > 255) {
    problems.error(
      'policy/consequence',
      code,
      `${show(code.text)} is not a reason code: one is a number from 1 to 255, such as 4 or 0x80.`,
    );
    return undefined;
  }
  return { do: known, code: number, ...lineOf(node, problems) };
}

function lineOf(node: Span, problems: Problems): { line?: number } {
  const line = problems.lineOf(node);
  return line === undefined ? {} : { line };
}

export function buildSource(node: SourceNode, problems: Problems): Source {
  if (!node.title && !node.url)
    problems.error('policy/source', node, 'A source has a title in quotes, an address, or both.');
  if (node.url && !/^[a-z][a-z0-9+.-]*:\/\/[^\s"]+$/i.test(node.url.text)) {
    problems.error(
      'policy/source',
      node.url,
      `${show(node.url.text)} is not an address; one begins with https://. A title stands in quotes.`,
    );
  }
  return { ...(node.title && { title: node.title.text }), ...(node.url && { url: node.url.text }) };
}
