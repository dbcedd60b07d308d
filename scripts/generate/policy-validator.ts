/** src/policy/generated/validator.js: the check of schema/policy.schema.json as plain code, so that no schema is compiled at run time. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { Ajv } from 'ajv';
import standalone from 'ajv/dist/standalone/index.js';
import { build } from 'esbuild';

export const order = 0;

const root = path.resolve(import.meta.dirname, '../..');

export async function outputs(): Promise<Map<string, string>> {
  const schema: unknown = JSON.parse(readFileSync(path.join(root, 'schema/policy.schema.json'), 'utf8'));
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
  const code = standalone.default(ajv, ajv.compile(schema as object));
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
  return new Map([
    [
      'src/policy/generated/validator.js',
      `// Written by \`npm run generate\` from schema/policy.schema.json.\n${text}`,
    ],
    [
      'src/policy/generated/validator.d.ts',
      [
        '// Written by `npm run generate` from schema/policy.schema.json.',
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
