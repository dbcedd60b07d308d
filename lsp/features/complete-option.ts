import { type CompletionItem, CompletionItemKind, CompletionRequest } from 'vscode-languageserver';
import { treeOf } from '../../src/lint/fingerprint.js';
import type { Inspection, JudgedByPolicy } from '../../src/lint/lint.js';
import { type SuggestedValue, suggestValues } from '../../src/lint/suggest-values.js';
import { keyFact } from '../../src/readers/keys.js';
import type { MapEntry } from '../../src/readers/tree.js';
import { entryAt, holds, isAt } from '../place.js';
import { type Token, tokenAt } from '../slot.js';
import { type Asked, feature } from './feature.js';

/** In the value of an option: those that the policy takes. */
export const completeValue = feature({
  request: CompletionRequest.type,
  kinds: ['json', 'yaml'],
  capabilities: { completionProvider: { triggerCharacters: ['"', "'", ':'] } },
  async answer(asked) {
    const { params, source, workspace, cancelled } = asked;
    const format = source.kind === 'yaml' ? 'yaml' : 'json';
    const token = tokenAt(source.text, source.lines.offsetAt(params.position), format);
    if (!token || !(await workspace.check(source)).inspection) return [];
    const { entry } = entryAt(await treeOf(token.with('0'), format), token.span.start);
    if (entry?.value.kind !== 'scalar' || entry.value.start > token.span.start + 1) return [];
    const fact = keyFact(entry.key);
    const probe = probes.get(fact.concept ?? '');
    if (probe === undefined) return [];
    // As what it is read does not depend on which value it has, as long as it has one.
    const inspection = await workspace.inspectAlone(
      source,
      token.with(probe),
      (one) => isAt(one, entry.keyStart) || isAt(one, entry.value.start),
    );
    const judged = inspection && clientAround(inspection, entry);
    if (!judged || cancelled()) return [];
    const options = source.path === undefined ? undefined : await workspace.settings.configFor(source.path);
    const { client, guard } = judged;
    const requests = client.requests.filter(({ qos, retain }) =>
      [qos, retain].some((at) => at?.span.start === entry.value.start),
    );
    const values = suggestValues(
      { client, guard, fact, requests },
      { now: workspace.host.now(), usual: options?.identity },
    );
    return values.flatMap((value, at) => itemOf(value, at, token, asked) ?? []);
  },
});

/** Something that can stand there, so that the place is read as what it is. */
const probes: ReadonlyMap<string, string> = new Map([
  ['host', 'broker.invalid'],
  ['clientId', 'x'],
  ['username', 'x'],
  ['cleanSession', 'true'],
  ['keepAlive', '60'],
  ['protocol', '4'],
  ['qos', '0'],
  ['retain', 'false'],
  ['willQos', '0'],
  ['willRetain', 'false'],
]);

/** The client that the option is about: the innermost one around it. */
function clientAround({ judged }: Inspection, { keyStart }: MapEntry): JudgedByPolicy | undefined {
  const around = judged.filter(({ client }) => holds(client.span, keyStart));
  return around.sort((a, b) => b.client.span.start - a.client.span.start)[0] ?? judged[0];
}

function itemOf(
  { value, about }: SuggestedValue,
  at: number,
  token: Token,
  { source }: Asked<unknown>,
): CompletionItem | undefined {
  const newText = token.spell(value);
  if (newText === undefined) return undefined;
  return {
    label: String(value),
    kind: CompletionItemKind.Value,
    sortText: String(at).padStart(4, '0'),
    // What an editor compares with the text before the cursor, a quote included.
    filterText: newText,
    textEdit: { range: source.rangeOf(token.span), newText },
    ...(about !== undefined && { detail: about }),
  };
}
