/** A client's role, where the policy has several and a client's topics may tell which one it is. */
import type { Guard } from '../engine/guard.js';
import type { Span } from '../readers/document.js';
import type { Draft } from './draft.js';

/** What one role's guard says of a client. */
export interface InRole {
  readonly guard: Guard;
  readonly drafts: readonly Draft[];
  /** Told by the topics. */
  readonly role?: string;
}

/**
 * What there is to say about a client that was judged in the `usual` role. If nobody `chose` that role, and there is exactly one other
 * in which something of the client is right and nothing is wrong that was right, the client is judged in that one, with a hint.
 * Otherwise an error that another role does not have says which role that is.
 */
export async function inRightRole(
  usual: InRole,
  others: readonly string[],
  { chosen, judgeAs }: { readonly chosen: boolean; readonly judgeAs: (role: string) => Promise<InRole | undefined> },
): Promise<InRole> {
  const wrong = errorPlaces(usual.drafts);
  if (wrong.size === 0 || others.length === 0) return usual;
  const tried: { readonly role: string; readonly inRole: InRole; readonly right: ReadonlyMap<string, Span> }[] = [];
  for (const role of others.slice(0, mostTried)) {
    const inRole = await judgeAs(role);
    if (!inRole) continue;
    const still = errorPlaces(inRole.drafts);
    const right = new Map([...wrong].filter(([place]) => !still.has(place)));
    const worse = [...still.keys()].some((place) => !wrong.has(place));
    if (right.size > 0) tried.push({ role, inRole, right: worse ? new Map() : right });
  }
  const [only, ...more] = tried;
  const place = only && [...only.right.values()][0];
  if (!chosen && only && place && more.length === 0)
    return { ...only.inRole, role: only.role, drafts: [...only.inRole.drafts, hintOf(only.role, place)] };
  const drafts = usual.drafts.map((draft): Draft => {
    const role =
      draft.severity === 'error' && tried.find(({ inRole }) => !errorPlaces(inRole.drafts).has(placeOf(draft.span)));
    if (!role) return draft;
    const help = `Allowed for the role ${role.role}: is this client one?`;
    return { ...draft, help: draft.help === undefined ? help : `${draft.help} ${help}` };
  });
  return { ...usual, drafts };
}

/** A page has two or three. */
const mostTried = 16;

function hintOf(role: string, span: Span): Draft {
  return {
    rule: 'lint/policy',
    severity: 'hint',
    message: `Nobody says the role of this client. This is for the role ${role} only, so it is judged as one: write "roles": [${JSON.stringify(role)}] in a configuration, or "role ${role}" in a script.`,
    span,
    confidence: 'likely',
  };
}

function errorPlaces(drafts: readonly Draft[]): ReadonlyMap<string, Span> {
  return new Map(drafts.flatMap(({ severity, span }) => (severity === 'error' ? [[placeOf(span), span]] : [])));
}

function placeOf({ start, end }: Span): string {
  return `${start}:${end}`;
}
