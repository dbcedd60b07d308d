// Written by `npm run generate` from schema/policy.schema.json.
export interface SchemaError {
  readonly instancePath: string;
  readonly schemaPath: string;
  readonly keyword: string;
  readonly params: Readonly<Record<string, unknown>>;
}
declare const validate: { (value: unknown): boolean; errors?: readonly SchemaError[] | null };
export default validate;
