/** Where a policy speaks of an option: the lines to show beside what it decides. */
import { layersOf } from '../policy/layers.js';
import type { Policy, Section, Source } from '../policy/model.js';
import { namesIn } from './levels.js';

export interface PolicyRow {
  /** The page that has the line: the policy itself, or one that it stands on. */
  readonly page: Policy;
  readonly line?: number;
  readonly about?: string;
  readonly source?: Source;
}

/** The lines about a field of a packet, by the names of the policy language: `keep-alive` in `connect`. */
export function rowsAbout(policy: Policy, occasion: string, field: string): PolicyRow[] {
  return layersOf(policy).flatMap((page) => page.sections.flatMap((section) => rowsIn(section, page, occasion, field)));
}

function rowsIn(section: Section, page: Policy, occasion: string, field: string): PolicyRow[] {
  const names = new Set<string>();
  return section.lines.flatMap((line) => {
    if ('bind' in line && occasion === 'connect' && line.bind === field) {
      for (const name of namesIn(line.to.text)) names.add(name);
    } else if ('name' in line && section.section === 'identity') {
      if (!names.has(line.name)) return [];
    } else if (!('check' in line) || !line.check.includes(field) || !isAbout(section, occasion)) return [];
    const source = line.source ?? section.source;
    return [
      {
        page,
        ...(line.line !== undefined && { line: line.line }),
        ...(line.about !== undefined && { about: line.about }),
        ...(source && { source }),
      },
    ];
  });
}

function isAbout({ section }: Section, occasion: string): boolean {
  return section === occasion || section === `every ${occasion}`;
}
