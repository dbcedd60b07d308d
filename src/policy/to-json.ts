import type {
  BagItemJson,
  CheckJson,
  ClausesJson,
  ConsequenceJson,
  LineJson,
  PolicyJson,
  SectionJson,
  TestJson,
} from './json.js';
import type {
  BagItem,
  Condition,
  Consequence,
  Line,
  Policy,
  Section,
  Setting,
  Source,
  Template,
  Test,
} from './model.js';

/** The JSON form of a policy: plain data, in the order of the page, that `policyFromJson` takes back. */
export function policyToJson(policy: Policy): PolicyJson {
  return {
    language: 1,
    policy: policy.name,
    ...(policy.title !== undefined && { title: policy.title }),
    ...(policy.on && { on: policy.onFile ?? policy.on.name }),
    ...(policy.sources.length > 0 && { source: policy.sources.map(sourceJson) }),
    ...(policy.hosts.length > 0 && { hosts: [...policy.hosts] }),
    ...(policy.dated !== undefined && { dated: policy.dated }),
    sections: policy.sections.map(sectionJson),
  };
}

function sectionJson(section: Section): SectionJson {
  const topics = section.section === 'topics' ? section : undefined;
  return {
    section: section.section,
    ...(topics?.under && { under: texts(topics.under) }),
    ...(section.roles && { for: [...section.roles] }),
    ...whenJson(section.when),
    ...(section.about !== undefined && { about: section.about }),
    ...(section.source && { source: sourceJson(section.source) }),
    ...(topics && topics.filters !== 'within' && { filters: topics.filters }),
    ...(topics?.filtersAbout !== undefined && { filtersAbout: topics.filtersAbout }),
    ...(topics?.wildcards && {
      wildcards: 'none' in topics.wildcards ? { none: true } : { fromLevel: topics.wildcards.fromLevel },
    }),
    ...(topics?.wildcardsAbout !== undefined && { wildcardsAbout: topics.wildcardsAbout }),
    lines: section.lines.map(lineJson),
    ...otherwiseJson(section.otherwise),
  };
}

function lineJson(line: Line): LineJson {
  const clauses = clausesJson(line);
  if ('bind' in line) return { bind: [line.bind], to: line.to.text, ...clauses };
  if ('shape' in line) {
    if (line.shape.kind === 'bag') return { name: line.name, bag: line.shape.items.map(itemJson), ...clauses };
    const setting: Setting = line;
    const usual = setting.default === undefined ? {} : { default: setting.default };
    return { name: line.name, shape: line.shape.text, ...usual, ...clauses };
  }
  if ('role' in line) return { role: line.role, ...whenJson(line.when), ...clauses };
  if ('check' in line) {
    return { check: [...line.check], ...testJson(line.test), ...whenJson(line.when), ...clauses };
  }
  if ('verbs' in line) {
    return {
      ...(line.deny ? { deny: [...line.verbs] } : { allow: [...line.verbs] }),
      topics: texts(line.topics),
      ...(line.checks.length > 0 && {
        checks: line.checks.map(({ field, test }) => ({ check: field, ...testJson(test) })),
      }),
      ...whenJson(line.when),
      ...clauses,
      ...(line.except && { except: texts(line.except) }),
      ...(line.reply && { reply: texts(line.reply) }),
      ...(line.use && { use: line.use.text }),
    };
  }
  if (line.assert === 'isolated') return { assert: 'isolated', names: [...line.names], ...clauses };
  return { assert: line.assert, verb: line.verb, topics: texts(line.topics), ...clauses };
}

function whenJson(when: readonly Condition[] | undefined): { when?: CheckJson[] } {
  return when ? { when: when.map(({ field, test }) => ({ check: field, ...testJson(test) })) } : {};
}

function clausesJson(line: Line): ClausesJson {
  return {
    ...(line.about !== undefined && { about: line.about }),
    ...(line.roles && { for: [...line.roles] }),
    ...otherwiseJson(line.otherwise),
    ...(line.note !== undefined && { note: { text: line.note } }),
    ...(line.source && { source: sourceJson(line.source) }),
  };
}

function otherwiseJson(consequence: Consequence | undefined): { otherwise?: ConsequenceJson[] } {
  if (!consequence) return {};
  return { otherwise: [{ do: consequence.do, ...(consequence.code !== undefined && { code: consequence.code }) }] };
}

function itemJson(item: BagItem): BagItemJson {
  return {
    key: item.key,
    ...(item.optional && { optional: true }),
    ...(item.is.length > 0 && {
      is: item.is.map((value) => (value.kind === 'template' ? value.template.text : value.shape.text)),
    }),
  };
}

/** Settings stand for the bounds that they give. */
export function testJson(test: Test): TestJson {
  if ('is' in test) return { is: test.is };
  const setting = (key: string | number): string | undefined => {
    const name = 'settings' in test ? test.settings?.[key] : undefined;
    return name === undefined ? undefined : `{${name}}`;
  };
  if ('in' in test) return { in: test.in.map((value, at) => setting(at) ?? value) };
  if ('shape' in test) return { shape: test.shape.text };
  return {
    ...(test.from !== undefined && { from: setting('from') ?? test.from }),
    ...(test.to !== undefined && { to: setting('to') ?? test.to }),
    ...(test.below !== undefined && { below: setting('below') ?? test.below }),
    ...(test.above !== undefined && { above: setting('above') ?? test.above }),
    ...(test.unit && { unit: test.unit }),
    ...(test.per && { per: { every: test.per.every, unit: test.per.unit } }),
  };
}

function sourceJson(source: Source): Source {
  return {
    ...(source.title !== undefined && { title: source.title }),
    ...(source.url !== undefined && { url: source.url }),
  };
}

function texts(templates: readonly Template[]): string[] {
  return templates.map((template) => template.text);
}
