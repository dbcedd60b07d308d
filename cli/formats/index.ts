import type { Finding, PolicyChoice } from '../../src/lint/index.js';
import { json } from './json.js';
import { pretty } from './pretty.js';

export interface FileReport {
  readonly path: string;
  readonly text: string;
  readonly findings: readonly Finding[];
  readonly policies: readonly PolicyChoice[];
  readonly clients: number;
}

export interface Report {
  readonly files: readonly FileReport[];
  readonly summary: {
    readonly files: number;
    readonly errors: number;
    readonly warnings: number;
    readonly hints: number;
  };
}

const formats = { pretty, json } satisfies Record<string, (report: Report) => string>;

export type FormatName = keyof typeof formats;
export const formatNames = Object.keys(formats) as readonly FormatName[];

export function formatReport(name: FormatName, report: Report): string {
  return formats[name](report);
}
