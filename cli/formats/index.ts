/** Every output format. Only the wanted ones are loaded. */
import type { Finding, PolicyChoice } from '../../src/lint/index.js';

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

export interface FormatOptions {
  readonly colours: boolean;
}

type Format = (report: Report, options: FormatOptions) => string;

interface FormatEntry {
  readonly load: () => Promise<Format>;
  /** Lines may stand beside other lines; a document has to be alone in its file. */
  readonly kind: 'lines' | 'document';
  /** Findings need their fingerprints. */
  readonly fingerprints?: true;
}

const formats = {
  pretty: { kind: 'lines', load: async () => (await import('./pretty.js')).pretty },
  json: { kind: 'document', load: async () => (await import('./json.js')).json },
  compact: { kind: 'lines', load: async () => (await import('./compact.js')).compact },
  github: { kind: 'lines', load: async () => (await import('./github.js')).github },
  gitlab: { kind: 'document', fingerprints: true, load: async () => (await import('./gitlab.js')).gitlab },
  sarif: { kind: 'document', fingerprints: true, load: async () => (await import('./sarif.js')).sarif },
  junit: { kind: 'document', load: async () => (await import('./junit.js')).junit },
  checkstyle: { kind: 'document', load: async () => (await import('./checkstyle.js')).checkstyle },
} satisfies Record<string, FormatEntry>;

export type FormatName = keyof typeof formats;
export const formatNames = Object.keys(formats) as readonly FormatName[];

export function formatEntry(name: FormatName): FormatEntry {
  return formats[name];
}
