import { layersOf } from '../policy/layers.js';
import type { Policy } from '../policy/model.js';
import { clientConditions } from './client-conditions.js';
import { namesIn } from './names.js';

const known = new WeakMap<Policy, boolean>();

/**
 * Whether a policy, or a page that it stands on, goes by the user name: it fills a plain name with it, or asks for it. Where none does,
 * the user name may be the secret itself, as ThingsBoard's access token is.
 */
export function goesByUsername(policy: Policy): boolean {
  let answer = known.get(policy);
  if (answer === undefined) {
    answer = layersOf(policy).some((page) => isAskedBy(page) || fillsName(page));
    known.set(policy, answer);
  }
  return answer;
}

function isAskedBy(page: Policy): boolean {
  return clientConditions(page).some(({ field }) => field === 'username');
}

function fillsName({ sections }: Policy): boolean {
  const lines = sections.flatMap((section) => (section.section === 'identity' ? section.lines : []));
  const plain = new Set(lines.flatMap((line) => ('shape' in line && line.shape.kind !== 'bag' ? [line.name] : [])));
  return lines.some(
    (line) => 'bind' in line && line.bind === 'username' && namesIn(line.to).some((name) => plain.has(name)),
  );
}
