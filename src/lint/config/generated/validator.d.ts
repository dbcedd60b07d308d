// Written by `npm run generate` from scripts/generate/config-schema.ts.
export interface SchemaError {
  readonly instancePath: string;
  readonly schemaPath: string;
  readonly keyword: string;
  readonly params: Readonly<Record<string, unknown>>;
}
declare const validate: { (value: unknown): boolean; errors?: readonly SchemaError[] | null };
export default validate;
