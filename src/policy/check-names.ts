/** What only the whole page can tell about its names. */
import type { Page, Span, Word } from '../../grammar/policy/ast.js';
import { buildShape } from './build-topics.js';
import { twoCuts } from './cut.js';
import type { Shape, Template } from './model.js';
import { type Problems, show } from './problems.js';
import type { Symbols } from './symbols.js';

/** Refuses identity names that nothing binds, or nothing binds for a role that uses them. */
export function refuseUnbound(page: Page, spoilt: ReadonlySet<number>, symbols: Symbols, problems: Problems): void {
  const identity = page.sections.filter((section) => section.head.kind === 'identity');
  if (page.sections.some((section, at) => section.head.kind === 'identity' && spoilt.has(at))) return;
  const bindings = identity.flatMap((section) =>
    section.lines.flatMap((line) =>
      line.kind === 'binding' ? [{ line, roles: line.clauses.roles ?? section.head.roles }] : [],
    ),
  );
  const taken = new Set(bindings.flatMap(({ line }) => line.fields.map((field) => field.text)));
  const free = ['client-id', 'username', 'password'].find((field) => !taken.has(field)) ?? 'username';
  for (const [name, { word }] of symbols.identity) {
    const binding = bindings.filter(
      ({ line }) =>
        line.template.text.includes(`{${name}}`) ||
        line.template.text.includes(`{${name}?}`) ||
        line.template.text.includes(`{${name}...}`),
    );
    if (binding.length === 0) unbound(name, word, free, symbols, problems);
    else if (binding.every(({ roles }) => roles)) {
      const bound = new Set(binding.flatMap(({ roles }) => (roles ?? []).map((role) => role.text)));
      partlyBound(name, word, bound, symbols, problems);
    }
  }
}

function unbound(name: string, word: Word, field: string, symbols: Symbols, problems: Problems): void {
  const lines = [...new Set(symbols.usesOf(name).flatMap((use) => use.line ?? []))].sort((a, b) => a - b);
  const list =
    lines.length === 0
      ? ''
      : ` Without it every line that uses {${name}} (line${lines.length > 1 ? 's' : ''} ${lines.slice(0, 12).join(', ')}${lines.length > 12 ? ', …' : ''}) could never hold.`;
  problems.error(
    'policy/unbound-name',
    word,
    `{${name}} is declared here as part of the identity, but nothing binds it. Add a line such as "${field} {${name}}".${list}`,
  );
}

function partlyBound(name: string, word: Word, bound: ReadonlySet<string>, symbols: Symbols, problems: Problems): void {
  const all = [...symbols.roles.keys()];
  const missing = symbols
    .usesOf(name)
    .flatMap((use) => (use.roles ?? all).filter((role) => !bound.has(role)).map((role) => ({ role, line: use.line })));
  const [first] = missing;
  if (!first) return;
  const where = first.line === undefined ? 'a line' : `line ${first.line}`;
  problems.error(
    'policy/unbound-name',
    word,
    `{${name}} is used in ${where} for the role ${first.role}, but it is bound only for ${[...bound].join(', ')}. Bind it for that role too, or add "for ${[...bound].join(', ')}" to the line.`,
  );
}

/** Warns of a name that topics hold and whose shape admits a wildcard. */
export function warnOfWildcards(name: Word, shape: Shape, symbols: Symbols, problems: Problems): void {
  if (shape.kind !== 'level') return;
  const admits = (code: number): boolean =>
    shape.level.alternatives.some((atoms) =>
      atoms.some((atom) => atom.ranges.some(([from, to]) => from <= code && code <= to)),
    );
  const sign = ['+', '#'].find((one) => admits(one.charCodeAt(0)));
  if (sign === undefined || !symbols.usesOf(name.text.slice(1, -1)).some((use) => use.inTopics)) return;
  problems.warning(
    'policy/wildcard-in-shape',
    name,
    `The shape of ${name.text} admits "${sign}". A client whose name holds it is refused at CONNECT, since in a topic it would act as a wildcard; take it out of the shape.`,
  );
}

/** A field with several names: an error when it could be cut in two ways, else something for later. */
export function refuseSeveralNames(to: Template, place: Span, symbols: Symbols, problems: Problems): void {
  const cuts = twoCuts(to, (name) => {
    const shape = symbols.identity.get(name)?.line?.shape;
    // What is wrong with the shape is said at its declaration.
    return shape && buildShape(shape, { roles: undefined, symbols, problems: problems.aside() });
  });
  if (!cuts) {
    problems.notYet(place, 'A field with several names');
    return;
  }
  const [[name, one], [, other]] = [cuts.first, cuts.second];
  problems.error(
    'policy/two-cuts',
    place,
    `This cannot be cut in one way: ${show(cuts.text)} could be {${name}}=${one} or {${name}}=${other}. Put a separator between the names that neither of them holds, or bind one from another field.`,
  );
}

/** A free name that stands at different levels of an `except` and its line, or twice in the `except`. */
export function freeNameElsewhere(except: Template, listed: readonly Template[], symbols: Symbols): string | undefined {
  const places = freePlaces(except, symbols);
  for (const [name, levels] of places) {
    if (levels.size > 1) return name;
    const others = listed.map((template) => freePlaces(template, symbols).get(name));
    if (others.some((other) => other && [...levels].some((level) => !other.has(level)))) return name;
  }
  return undefined;
}

function freePlaces({ levels }: Template, symbols: Symbols): Map<string, Set<number>> {
  const places = new Map<string, Set<number>>();
  for (const [at, level] of levels.entries()) {
    const names =
      level.kind === 'path'
        ? [level.name]
        : level.kind === 'pieces'
          ? level.pieces.flatMap((piece) => (piece.kind === 'name' ? [piece.name] : []))
          : [];
    for (const name of names) {
      if (!symbols.identity.has(name)) places.set(name, (places.get(name) ?? new Set()).add(at));
    }
  }
  return places;
}
