/** Which requests one line of a policy allows by itself, or takes away. */
import type { Guard } from '../engine/guard.js';
import { createGuard } from '../engine/index.js';
import { layersOf } from '../policy/layers.js';
import type { Listing, Policy, Section, TopicsSection } from '../policy/model.js';
import type { Client, Request } from '../readers/document.js';
import { firstRoles } from './guards.js';
import { verdictsOn } from './verdicts.js';

export interface Asking {
  readonly client: Client;
  readonly request: Request;
}

/** Judges requests for one listing; nothing where the page has none in that line. Throws as `createGuard` does. */
export function listingJudge(
  policy: Policy,
  line: number,
  now: number | undefined,
): ((asking: Asking) => boolean) | undefined {
  const section = policy.sections.find(
    (one): one is TopicsSection => one.section === 'topics' && one.lines.some((other) => isListing(other, line)),
  );
  const listing = section?.lines.find((one): one is Listing => isListing(one, line));
  if (!section || !listing) return undefined;
  // The client is one for whom the line is.
  const own = listing.roles ?? section.roles ?? [];
  const others = layersOf(policy).length > 1 || own.length === 0 ? firstRoles(policy) : [];
  const options = { roles: [...new Set([...own, ...others])] };
  const whole = createGuard(policy, options);
  const verdicts = ({ client, request }: Asking, guard: Guard) => verdictsOn(request, client, guard, { now });
  if (listing.deny)
    return (asking) =>
      verdicts(asking, whole).some(({ judgement }) =>
        judgement.reasons.some(({ policyLine, policy: of }) => policyLine === line && isOf(policy, of)),
      );
  const alone = createGuard({ ...policy, sections: policy.sections.flatMap((one) => onlyWith(one, listing)) }, options);
  return (asking) =>
    verdicts(asking, alone).some(({ judgement: { status }, ifPlain }) => status === 'allowed' || ifPlain) &&
    verdicts(asking, whole).some(({ judgement: { status }, ifPlain }) => status === 'allowed' || ifPlain);
}

function isListing(one: TopicsSection['lines'][number], line: number): one is Listing {
  return 'verbs' in one && one.line === line;
}

/** A reason names the page where there are several. */
function isOf({ name }: Policy, of: string | undefined): boolean {
  return of === undefined || of === name;
}

/** Every other line that grants something is left out; what the page asserts of itself speaks of the whole. */
function onlyWith(section: Section, listing: Listing): Section[] {
  if (section.section === 'assert') return [];
  if (section.section !== 'topics') return [section];
  return [{ ...section, lines: section.lines.filter((one) => !('verbs' in one) || one.deny || one === listing) }];
}
