/** Checks of schemas as plain code, so that no schema is compiled at run time: of policies, and of configurations for its neighbour. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { Ajv } from 'ajv';
import standalone from 'ajv/dist/standalone/index.js';
import { build } from 'esbuild';

export const order = 0;

const root = path.resolve(import.meta.dirname, '../..');

export async function outputs(): Promise<Map<string, string>> {
  const file = 'schema/policy.schema.json';
  const schema: unknown = JSON.parse(readFileSync(path.join(root, file), 'utf8'));
  return validatorOf(schema as object, 'src/policy/generated/validator', file);
}

/** The check of a schema as a module, `module` being its path without an ending, and its types. `source` is named in its head. */
export async function validatorOf(schema: object, module: string, source: string): Promise<Map<string, string>> {
  const ajv = new Ajv({
    allErrors: true,
    strict: true,
    strictTypes: false,
    strictRequired: false,
    inlineRefs: false,
    // Lengths are bounds on work, so UTF-16 units do; counting characters would need a helper at run time.
    unicode: false,
    logger: false,
    code: { source: true, esm: true },
  });
  const code = standalone.default(ajv, ajv.compile(schema));
  // What helpers of ajv the code asks for with require(), which an ES module does not have, are bundled in.
  const { outputFiles } = await build({
    stdin: { contents: code, resolveDir: root, loader: 'js' },
    bundle: true,
    write: false,
    format: 'esm',
    platform: 'neutral',
    mainFields: ['main'],
    target: 'node20',
    minify: true,
  });
  const text = outputFiles[0]?.text ?? '';
  const head = `// Written by \`npm run generate\` from ${source}.`;
  return new Map([
    [`${module}.js`, `${head}\n${text}`],
    [
      `${module}.d.ts`,
      [
        head,
        'export interface SchemaError {',
        '  readonly instancePath: string;',
        '  readonly schemaPath: string;',
        '  readonly keyword: string;',
        '  readonly params: Readonly<Record<string, unknown>>;',
        '}',
        'declare const validate: { (value: unknown): boolean; errors?: readonly SchemaError[] | null };',
        'export default validate;',
        '',
      ].join('\n'),
    ],
  ]);
}
