import { describe, expect, it } from 'vitest';
import type { Hover, MarkupContent } from 'vscode-languageserver';
import * as t from '../../../grammar/policy/tokens.js';
import { hoverPolicy } from '../../../lsp/features/hover-policy.js';
import { hoverScript } from '../../../lsp/features/hover-script.js';
import { policyWordDocs } from '../../../lsp/generated/language-docs.js';
import { consequences } from '../../../src/policy/build-clauses.js';
import { Lab } from '../lab.js';

async function hover(text: string, name = 'a.mqttpolicy'): Promise<string | null> {
  const lab = new Lab();
  const feature = name.endsWith('.mqtt') ? hoverScript : hoverPolicy;
  const found = await lab.ask<Hover | null>(feature, lab.open(name, text, name.split('.')[1] as string));
  return found && (found.contents as MarkupContent).value;
}

const policy = `policy plant
  source "Page" https://plant.example

settings
  {most}  [0-9]{1,3}  default 9

roles
  crew  when username anna

identity
  client-id  {device}
  {device}   [a-z]{1,8}  "As on the label"

every publish
  qos  0..1
  otherwise close

every session
  subscriptions  <= {most}

topics under line/{device} for crew
  source "Page"
  filters  within
  {job}  [0-9]{4}
  publish    job/{job}, state  qos 1  "Work"
    note "Soon."
  deny subscribe  +/#  otherwise refuse 0x80
`;

function marked(piece: string, nth = 0, text = policy): string {
  let at = -1;
  for (let count = 0; count <= nth; count++) at = text.indexOf(piece, at + 1);
  return `${text.slice(0, at)}<|>${text.slice(at)}`;
}

describe('hover in a policy', () => {
  it('on a name says who fills it in, its shape and what binds it', async () => {
    expect(await hover(marked('device} for'))).toBe(
      [
        '**{device}** A name of the identity: the client fills it in.'.replace('{', '\\{').replace('}', '\\}'),
        '```mqttpolicy\nclient-id  {device}\n{device}   [a-z]{1,8}  "As on the label"\n```',
        'Used in 2 places.',
      ].join('\n\n'),
    );
    expect(await hover(marked('most}\n'))).toMatch(
      /A setting: .*\n\n```mqttpolicy\n\{most\} {2}\[0-9\]\{1,3\} {2}default 9\n```/,
    );
    expect(await hover(marked('job}', 1))).toContain('A free name: any text of its shape.');
    expect(await hover(marked('crew', 1))).toContain('crew  when username anna');
  });

  it('on a listing says who may do what, and what follows otherwise', async () => {
    const said = await hover(marked('publish    job'));
    expect(said).toContain('Clients with the role `crew` **may publish** (Work)');
    expect(said).toContain('- `line/{device}/job/{job}`\n- `line/{device}/state`');
    expect(said).toContain('Where a check does not hold: `otherwise close`, says `every publish`.');
    expect(said).toContain('Note: Soon.');
    expect(said).toContain('Source: [Page](https://plant.example)');
    expect(said).toContain('list topics; several verbs');
    expect(await hover(marked('state'))).toContain('**may publish**');
    const deny = await hover(marked('deny'));
    expect(deny).toContain('**may not subscribe**');
    expect(deny).toContain('`otherwise refuse 0x80`, says the line.');
  });

  it.each([
    ['settings', 'its lines are asked when the policy is put to use'],
    ['session', 'how many subscriptions a session has'],
    ['publish', 'its lines are asked at each packet of that kind'],
    ['for crew', 'for some roles only'],
    ['within', 'every topic that it can match is allowed'],
    ['filters', '- `overlap`:'],
    ['close', 'the connection ends'],
    ['otherwise', 'says what follows a breach'],
    ['note', 'is advice for those who use the line'],
    ['qos  0', '**qos**: Quality of service.\n\nFrom 0 to 2.'],
    ['client-id', '**client-id**: The client identifier.'],
    ['policy', '`policy NAME "title"`'],
  ])('on %j says what the language means by it', async (piece, wanted) => {
    expect(await hover(marked(piece))).toContain(wanted);
  });

  it('says nothing of texts, and goes on in broken lines', async () => {
    expect(await hover(marked('As on'))).toBeNull();
    expect(await hover(marked('plant\n'))).toBeNull();
    expect(await hover('policy a\n\ntopics\n  publ<|>ish a, \n')).toContain('list topics');
  });

  it('knows every word of the language', () => {
    const words = [...t.vocabulary.flatMap(({ LABEL }) => LABEL ?? []), ...consequences];
    // The other spelling of two words.
    expect(words.filter((word) => !policyWordDocs.has(word))).toEqual(['not-counting']);
  });
});

describe('hover in a script', () => {
  const script = `policy onenet
connect client-id=meter-7 username=238322
publish $sys/238322/meter-8/dp/post/json => allowed
`;

  it('on a line says its verdict with the reasons', async () => {
    const said = await hover(marked('publish', 0, script), 'a.mqtt');
    expect(said).toContain('**closed (topic/foreign)**\n\n- `topic/foreign`: Level 3 is "meter-8"');
    expect(said).toContain('Not as expected: expected allowed, but the answer is closed');
    expect(said).toContain('`publish TOPIC … PAYLOAD`');
    expect(await hover(marked('allowed', 0, script), 'a.mqtt')).toContain('just that, whatever follows');
    expect(await hover(marked('policy', 0, script), 'a.mqtt')).toContain('`policy NAME`');
    expect(await hover(`<|>\n${script}`, 'a.mqtt')).toBeNull();
  });
});
