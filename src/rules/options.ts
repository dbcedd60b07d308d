/** What a configuration can set for a rule: declared in the rule's file, checked where the configuration is read. */

export type OptionSchema =
  | { readonly type: 'integer'; readonly minimum: number; readonly maximum: number }
  | { readonly type: 'boolean' }
  | {
      readonly type: 'array';
      readonly maxItems: number;
      /** `enum`: nothing but these. */
      readonly items: { readonly type: 'string'; readonly minLength: 1; readonly enum?: readonly string[] };
    };

type ValueOf<S extends OptionSchema> = S extends { readonly type: 'integer' }
  ? number
  : S extends { readonly type: 'boolean' }
    ? boolean
    : readonly string[];

interface Option<S extends OptionSchema> {
  /** What it does, in one sentence or two. */
  readonly about: string;
  /** JSON Schema of its value. */
  readonly schema: S;
  /** What counts if nothing is set. */
  readonly default: ValueOf<S>;
}

export type RuleOption =
  | Option<Extract<OptionSchema, { type: 'integer' }>>
  | Option<Extract<OptionSchema, { type: 'boolean' }>>
  | Option<Extract<OptionSchema, { type: 'array' }>>;

/** By name. */
export type RuleOptions = Readonly<Record<string, RuleOption>>;

/** The values of the options that a rule declares. */
export type OptionValues<O extends RuleOptions> = { readonly [K in keyof O]: ValueOf<O[K]['schema']> };

/** A list of texts. */
export const texts = { type: 'array', maxItems: 1000, items: { type: 'string', minLength: 1 } } as const;

/** What counts: what is set, else what the rule declares. `set` has been checked against the schemas (src/lint/config). */
export function optionValues<O extends RuleOptions>(
  options: O,
  set?: Readonly<Record<string, unknown>>,
): OptionValues<O> {
  if (set) return valuesOf(options, set);
  let usual = usualValues.get(options);
  if (!usual) {
    usual = valuesOf(options, {});
    usualValues.set(options, usual);
  }
  return usual as OptionValues<O>;
}

/** Nearly every client of every file has these. */
const usualValues = new WeakMap<RuleOptions, object>();

function valuesOf<O extends RuleOptions>(options: O, set: Readonly<Record<string, unknown>>): OptionValues<O> {
  const values = Object.entries(options).map(([name, option]) => [
    name,
    Object.hasOwn(set, name) ? set[name] : option.default,
  ]);
  return Object.fromEntries(values) as OptionValues<O>;
}
