/** A policy with the values of its settings in their places: what comes out has no settings, and is what the engine compiles. */
import type {
  Assertion,
  BagItem,
  Binding,
  Check,
  Condition,
  Declaration,
  Listing,
  Piece,
  Policy,
  Role,
  Section,
  Shape,
  Template,
  TemplateLevel,
} from './model.js';
import { refuseStrangers, SettingsError, type SettingValues, settingsOf, valuesOf } from './setting-values.js';
import { settledTest } from './settled-test.js';
import { fillNames, nameInBraces } from './template-text.js';

/**
 * Puts values into a policy and those that it stands on; a name that several of them declare gets the same value. A policy without
 * settings comes back as it is. Throws SettingsError for a value without a setting, a setting without a value, and a value that its
 * shape, its place in a topic or its field does not take.
 */
export function settle(policy: Policy, given: SettingValues = {}): Policy {
  refuseStrangers(policy, given);
  return settleLayers(policy, given);
}

function settleLayers(policy: Policy, given: SettingValues): Policy {
  const on = policy.on && settleLayers(policy.on, given);
  const own = settingsOf(policy).length > 0 ? new Settling(policy, valuesOf(policy, given)).policy() : policy;
  return on === own.on ? own : { ...own, ...(on && { on }) };
}

class Settling {
  readonly #policy: Policy;
  readonly #values: ReadonlyMap<string, string>;

  constructor(policy: Policy, values: ReadonlyMap<string, string>) {
    this.#policy = policy;
    this.#values = values;
  }

  policy(): Policy {
    const { hosts, sections } = this.#policy;
    return {
      ...this.#policy,
      hosts: hosts.map((host) => this.#fill(host)),
      sections: sections.flatMap((section) => this.#section(section)),
    };
  }

  #fill(text: string): string {
    return fillNames(text, (name) => this.#values.get(name));
  }

  /** A section with its values; nothing where a setting that it depends on is something else. */
  #section(section: Section): Section[] {
    if (!this.#counts(section)) return [];
    const when = this.#when(section);
    switch (section.section) {
      case 'settings':
        return [];
      case 'identity':
        return [{ ...section, ...when, lines: section.lines.map((line) => this.#identityLine(line)) }];
      case 'roles':
        return [{ ...section, ...when, lines: this.#counting(section.lines).map((line) => this.#role(line)) }];
      case 'topics':
        return [
          {
            ...section,
            ...when,
            ...(section.under && { under: this.#templates(section.under, 'topic') }),
            lines: this.#counting(section.lines).map((line) =>
              'verbs' in line ? this.#listing(line) : this.#declaration(line),
            ),
          },
        ];
      case 'assert':
        return [{ ...section, ...when, lines: section.lines.map((line) => this.#assertion(line)) }];
      default:
        return [{ ...section, ...when, lines: this.#counting(section.lines).map((line) => this.#check(line)) }];
    }
  }

  // Conditions on settings

  #counts({ when = [] }: { readonly when?: readonly Condition[] }): boolean {
    return when.every((condition) => this.#holds(condition) !== false);
  }

  #counting<L extends object>(lines: readonly L[]): readonly L[] {
    return lines.filter((line) => this.#counts(line));
  }

  /** Whether a condition on a setting holds; nothing for one on the client or the packet. */
  #holds({ field, test }: Condition): boolean | undefined {
    const value = this.#values.get(nameInBraces(field) ?? '');
    return value === undefined ? undefined : 'in' in test && test.in.some((one) => String(one) === value);
  }

  /** The conditions that are left. A role keeps an empty list: whom it is given to is settled, and the host has no choice. */
  #when({ when }: { readonly when?: readonly Condition[] }): { when?: readonly Condition[] } {
    if (!when) return {};
    const left = when.filter((condition) => this.#holds(condition) === undefined);
    return { when: left.map(({ field, test }) => ({ field, test: settledTest(test, [field], this.#place()) })) };
  }

  // Lines

  #identityLine(line: Binding | Declaration): Binding | Declaration {
    return 'bind' in line ? { ...line, to: this.#template(line.to, 'text') } : this.#declaration(line);
  }

  #declaration(line: Declaration): Declaration {
    return { ...line, shape: this.#shape(line.shape) };
  }

  #role(line: Role): Role {
    return { ...line, ...this.#when(line) };
  }

  #check(line: Check): Check {
    return { ...line, ...this.#when(line), test: settledTest(line.test, line.check, this.#place(line.line)) };
  }

  #listing(line: Listing): Listing {
    const place = this.#place(line.line);
    return {
      ...line,
      ...this.#when(line),
      topics: this.#templates(line.topics, 'topic'),
      checks: line.checks.map(({ field, test }) => ({ field, test: settledTest(test, [field], place) })),
      ...(line.except && { except: this.#templates(line.except, 'topic') }),
      ...(line.reply && { reply: this.#templates(line.reply, 'topic') }),
      ...(line.use && { use: this.#template(line.use, 'topic') }),
    };
  }

  #assertion(line: Assertion): Assertion {
    return 'topics' in line ? { ...line, topics: this.#templates(line.topics, 'topic') } : line;
  }

  #place(line?: number): Parameters<typeof settledTest>[2] {
    return {
      values: this.#values,
      where: line === undefined ? this.#policy.name : `${this.#policy.name}, line ${line}`,
    };
  }

  // Texts with holes

  #shape(shape: Shape): Shape {
    if (shape.kind !== 'bag') return shape;
    const items = shape.items.map((item): BagItem => {
      const is = item.is.map((value) =>
        value.kind === 'template' ? { ...value, template: this.#template(value.template, 'text') } : value,
      );
      return { ...item, is };
    });
    return { ...shape, items, text: this.#fill(shape.text) };
  }

  #templates(templates: readonly Template[], of: 'topic' | 'text'): Template[] {
    return templates.map((template) => this.#template(template, of));
  }

  #template(template: Template, of: 'topic' | 'text'): Template {
    const levels = template.levels.map((level) => this.#level(level, of));
    return { text: this.#fill(template.text), levels };
  }

  #level(level: TemplateLevel, of: 'topic' | 'text'): TemplateLevel {
    if (level.kind !== 'pieces') return level;
    const pieces: Piece[] = [];
    for (const piece of level.pieces) {
      const value = piece.kind === 'name' ? this.#values.get(piece.name) : undefined;
      if (value !== undefined && of === 'topic' && piece.kind === 'name') this.#refuseUnsafe(piece.name, value);
      const filled: Piece = value === undefined ? piece : { kind: 'literal', text: value };
      const before = pieces.at(-1);
      if (filled.kind === 'literal' && before?.kind === 'literal')
        pieces[pieces.length - 1] = { kind: 'literal', text: before.text + filled.text };
      else pieces.push(filled);
    }
    const [only] = pieces;
    return only?.kind === 'literal' && pieces.length === 1 ? only : { kind: 'pieces', pieces };
  }

  /** A value is data: nothing in it may act as topic syntax. */
  #refuseUnsafe(name: string, value: string): void {
    const why =
      value === ''
        ? 'is empty'
        : /[+#]/.test(value)
          ? 'holds a wildcard'
          : /[\u0000-\u001f\u007f-\u009f]/.test(value)
            ? 'holds a control character'
            : undefined;
    if (why !== undefined)
      throw new SettingsError(
        `The setting {${name}} of the policy ${this.#policy.name} ${why}, but it stands for a topic level. Give it another value.`,
      );
  }
}
