/** Who a client is: the lines of `identity` and `roles`, from the syntax tree to the model. */
import type { LineNode, SectionNode, Word } from '../../grammar/policy/ast.js';
import { placeIn } from '../../grammar/policy/ast.js';
import { buildConditions, fieldOf } from './build-checks.js';
import { buildClauses, type Takes } from './build-clauses.js';
import type { BuildContext } from './build-context.js';
import { buildId } from './build-head.js';
import { buildShape, buildTemplate } from './build-topics.js';
import { refuseSeveralNames } from './check-names.js';
import type { Binding, ConnectField, Declaration, IdentitySection, Role } from './model.js';
import { show } from './problems.js';

export interface IdentityLines {
  readonly lines: IdentitySection['lines'];
  /** The shape of each declared name, at the word that declares it. */
  readonly shapes: ReadonlyMap<Word, Declaration['shape']>;
}

/** The lines of an identity section: what names are bound from, and which texts they may be. */
export function buildIdentityLines(
  section: SectionNode,
  sectionRoles: readonly string[] | undefined,
  context: BuildContext,
): IdentityLines {
  const { symbols, problems } = context;
  const shapes = new Map<Word, Declaration['shape']>();
  const lines: (Binding | Declaration)[] = [];
  for (const node of section.lines) {
    if (node.kind === 'binding') {
      const binding = buildBinding(node, sectionRoles, context);
      if (binding) lines.push(binding);
    } else if (node.kind === 'declaration') {
      const clauses = buildClauses(node, declarationTakes, symbols, problems);
      const scope = { ...context, roles: clauses.roles ?? sectionRoles };
      const shape = buildShape(node.shape, scope);
      if (shape.kind === 'expiry')
        problems.notYet(
          node.shape.kind === 'words' ? (node.shape.alternatives[0] as Word) : node,
          'A name that is an expiry',
        );
      shapes.set(node.name, shape);
      lines.push({ name: node.name.text.slice(1, -1), shape, ...clauses });
    }
  }
  return { lines, shapes };
}

function buildBinding(
  node: LineNode & { kind: 'binding' },
  sectionRoles: readonly string[] | undefined,
  context: BuildContext,
): Binding | undefined {
  const { symbols, problems } = context;
  const clauses = buildClauses(node, bindingTakes, symbols, problems);
  const [field] = node.fields as [Word];
  if (node.or) problems.notYet(node.or, '"or" between fields');
  if (node.not) problems.notYet(node.not, '"not" in front of a template');
  const known = fieldOf(
    field,
    ['binding'],
    'a field of CONNECT that names can be bound from',
    ['otherwise', 'source'],
    problems,
  );
  const to = buildTemplate(node.template, { ...context, roles: clauses.roles ?? sectionRoles });
  if (!known || !to || node.or || node.not) return undefined;
  const names = to.levels.flatMap((level) =>
    level.kind === 'pieces'
      ? level.pieces.filter((piece) => piece.kind === 'name' && !symbols.settings.has(piece.name))
      : [],
  );
  const place = placeIn(node.template, 0, node.template.text.length);
  if (to.levels.some((level) => level.kind === 'single' || level.kind === 'multi')) {
    problems.error(
      'policy/binding',
      place,
      'A wildcard binds no name. Write {name} for the part of the field that it is.',
    );
    return undefined;
  }
  if (to.levels.some((level) => level.kind === 'path')) {
    problems.notYet(place, 'A name of several levels in a field');
    return undefined;
  }
  if (names.length === 0) {
    problems.error(
      'policy/binding',
      place,
      `Nothing in ${show(node.template.text)} is a name of the client. Write for example: ${field.text} {name}.`,
    );
    return undefined;
  }
  if (names.length > 1) {
    refuseSeveralNames(to, place, symbols, problems);
    return undefined;
  }
  if (
    to.levels.some((level) => level.kind === 'pieces' && level.pieces.some((piece) => piece.kind === 'alternatives'))
  ) {
    problems.notYet(place, 'Alternatives around a name in a field');
    return undefined;
  }
  const [name] = names;
  if (name?.kind === 'name' && symbols.identity.get(name.name)?.isBag && to.text !== `{${name.name}}`) {
    problems.error(
      'policy/binding',
      place,
      `{${name.name}} is a bag, which is the whole field: write ${field.text} {${name.name}}.`,
    );
    return undefined;
  }
  return { bind: field.text as ConnectField, to, ...clauses };
}

/** The lines of a roles section. */
export function buildRoleLines(section: SectionNode, context: BuildContext): Role[] {
  const { symbols, problems } = context;
  return section.lines.flatMap((node): Role[] => {
    if (node.kind !== 'role') return [];
    const clauses = buildClauses(node, roleTakes, symbols, problems);
    const when = node.clauses.when && buildConditions(node.clauses.when, undefined, context);
    return [{ role: buildId(node.role, 'role', problems), ...(when && { when }), ...clauses }];
  });
}

export const bindingTakes: Takes = { now: ['about', 'roles', 'otherwise', 'note', 'source'], later: ['when'] };
export const declarationTakes: Takes = {
  now: ['about', 'roles', 'otherwise', 'note', 'source'],
  later: ['when', 'levels', 'default'],
};
export const roleTakes: Takes = { now: ['about', 'when', 'note', 'source'] };
