/** `--identity NAME=VALUE`: names that the policy gives a client. */
import { namesIn } from '../../src/engine/names.js';
import { layersOf } from '../../src/policy/layers.js';
import type { Policy } from '../../src/policy/model.js';
import { nearest } from '../../src/text/nearest.js';
import { UsageError } from '../exit.js';
import type { NamesAndValues } from '../options.js';

/**
 * Throws UsageError for a name that no identity of the policy, or of one that it stands on, has. `why` says why this policy was taken,
 * where nobody asked for it.
 */
export function refuseUnknownNames(policy: Policy, given: NamesAndValues = {}, why?: string): void {
  const known = new Set(layersOf(policy).flatMap(namesOfPage));
  for (const name of Object.keys(given)) {
    if (known.has(name)) continue;
    const meant = nearest(name, known);
    const there =
      known.size === 0
        ? 'It knows clients by no name.'
        : meant === undefined
          ? `There are ${[...known].join(', ')}.`
          : `Did you mean ${JSON.stringify(meant)}?`;
    throw new UsageError(
      `The policy ${policy.name} has no name ${JSON.stringify(name.toWellFormed())} for its clients. ${there}${
        why === undefined ? '' : ` It was taken because ${why}: --policy says another.`
      }`,
    );
  }
}

function namesOfPage({ sections }: Policy): string[] {
  return sections.flatMap((section) =>
    section.section === 'identity'
      ? section.lines.flatMap((line) => ('bind' in line ? namesIn(line.to) : [line.name]))
      : [],
  );
}
