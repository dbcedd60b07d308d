/**
 * schema/config.schema.json, with the rules by name for editors, and the same as plain code in src/lint/config/generated/, where
 * the names of rules are left to code that knows what was meant.
 */
import { rules } from '../../src/rules/index.js';
import type { Rule } from '../../src/rules/rule.js';
import { validatorOf } from './policy-validator.js';

export const order = 2;

const severity = { type: 'string', enum: ['off', 'hint', 'warning', 'error'] };
const text = (description: string, maxLength = 1024) => ({ type: 'string', minLength: 1, maxLength, description });
const glob = { type: 'string', minLength: 1, maxLength: 256 };

function setting(description: string, options: object): object {
  return {
    description,
    oneOf: [
      severity,
      {
        type: 'object',
        additionalProperties: false,
        minProperties: 1,
        properties: { severity, options: { type: 'object', description: 'Options of the rule.', ...options } },
      },
    ],
  };
}

/** The options that a rule declares. */
function optionsOf({ options = {} }: Rule): object {
  const properties = Object.entries(options).map(([name, { about, schema, default: value }]) => [
    name,
    { description: about, default: value, ...schema },
  ]);
  return { additionalProperties: false, properties: Object.fromEntries(properties) };
}

function globs(description: string): object {
  return { description, oneOf: [glob, { type: 'array', maxItems: 1000, items: glob }] };
}

function schemaWith(ruleSettings: object): object {
  const settings = {
    policy: text('The policy of every client in these files: a name, or the path of a policy file from here.'),
    identity: {
      type: 'object',
      maxProperties: 100,
      additionalProperties: { type: 'string', maxLength: 65535 },
      description: 'Values of the policy\'s names for clients that do not say them: {"pid": "238322"}.',
    },
    roles: {
      type: 'array',
      maxItems: 100,
      items: { type: 'string', minLength: 1, maxLength: 64 },
      description: 'Which of its roles a policy gives these clients.',
    },
    settings: {
      type: 'object',
      maxProperties: 100,
      additionalProperties: { type: ['string', 'integer'], maxLength: 65535 },
      description: 'What the settings of a policy are to be, where it has settings: {"base": "plant"}.',
    },
    rules: {
      type: 'object',
      maxProperties: 1000,
      description: 'The severity of rules, by their names.',
      ...ruleSettings,
    },
  };
  return {
    $schema: 'http://json-schema.org/draft-07/schema#',
    $id: 'urn:topicguard:config:1',
    title: 'Topicguard configuration',
    description: 'topicguard.json or topicguard.yaml: how the files of a folder are linted.',
    type: 'object',
    additionalProperties: false,
    properties: {
      $schema: { type: 'string', maxLength: 1024 },
      root: { type: 'boolean', description: 'No configuration in a folder above counts.' },
      extends: {
        description: 'Configurations that this one builds upon, by their paths from here; later ones count more.',
        oneOf: [
          text('A path.'),
          { type: 'array', minItems: 1, maxItems: 20, items: { type: 'string', minLength: 1, maxLength: 1024 } },
        ],
      },
      ...settings,
      ignore: globs('Files that are not linted.'),
      baseline: text('The file of known findings, by its path from here.'),
      exceptions: {
        type: 'array',
        maxItems: 1000,
        description: 'Findings that are not reported, for files that have no comments.',
        items: {
          type: 'object',
          required: ['files', 'rules'],
          additionalProperties: false,
          properties: {
            files: globs('The files, by globs from here.'),
            rules: {
              type: 'array',
              minItems: 1,
              maxItems: 100,
              items: { type: 'string', minLength: 1, maxLength: 100 },
              description: 'The rules.',
            },
            at: text('The place, such as mqtt.topics[0]; without it everywhere in the file.'),
            reason: text('Why.'),
          },
        },
      },
      overrides: {
        type: 'array',
        maxItems: 1000,
        description: 'Settings for some files; later ones count more.',
        items: {
          type: 'object',
          required: ['files'],
          additionalProperties: false,
          properties: { files: globs('The files, by globs from here.'), ...settings },
        },
      },
    },
  };
}

export async function outputs(): Promise<Map<string, string>> {
  const loose = setting('The severity of the rule, and its options.', {});
  const named = rules.map((rule) => [rule.id, setting(`${rule.title}.`, optionsOf(rule))]);
  const published = schemaWith({ additionalProperties: false, properties: Object.fromEntries(named) });
  return new Map([
    ['schema/config.schema.json', `${JSON.stringify(published, null, 2)}\n`],
    ...(await validatorOf(
      schemaWith({ additionalProperties: loose }),
      'src/lint/config/generated/validator',
      'scripts/generate/config-schema.ts',
    )),
  ]);
}
