import { describe, expect, it } from 'vitest';
import type { CodeLens } from 'vscode-languageserver';
import { policyLens, policyLensCount } from '../../../lsp/features/policy-lens.js';
import { scriptLens } from '../../../lsp/features/script-lens.js';
import { Lab } from '../lab.js';

const device = (id: string, publish: string[], subscribe: string[] = []): string =>
  JSON.stringify({ mqtt: { host: 'broker.plant.example', client_id: id, publish, subscribe } });

async function lenses(lab: Lab, text: string, name = 'plant.mqttpolicy'): Promise<string[]> {
  await lab.workspace.files();
  const opened = lab.open(name, text, 'mqttpolicy');
  const found = await lab.ask<CodeLens[]>(policyLens, opened);
  const said: string[] = [];
  for (const lens of found) {
    const resolved = await lab.ask<CodeLens>(policyLensCount, opened, lens);
    said.push(`${lens.range.start.line + 1} ${resolved.command?.title}`);
  }
  return said;
}

describe('above the listings of a policy', () => {
  const policy = `policy plant

identity
  client-id  {device}
  {device}   [a-z0-9-]{1,8}

topics under plant/{device}
  publish    state, alarm
  publish    count/{count}
  {count}    [0-9]{1,3}
  subscribe  command/#
  deny publish  alarm
`;
  const files = {
    'a.json': device('a', ['plant/a/state', 'plant/a/count/7', 'plant/a/count/x'], ['plant/a/command/+']),
    'b.json': device('b', ['plant/b/state', 'plant/a/state', 'plant/b/alarm'], ['plant/#']),
    'c.mqtt': 'policy onenet\nconnect client-id=c\npublish plant/c/state\npublish plant/c/nothing => closed\n',
  };

  it('stands how many topics of the workspace each allows, or refuses', async () => {
    expect(await lenses(new Lab(files), policy)).toEqual([
      '8 allows 3 of the 8 topics in this workspace',
      '9 allows 1 of the 8 topics in this workspace',
      '11 allows 1 of the 8 topics in this workspace',
      '12 refuses 1 of the 8 topics in this workspace',
    ]);
  });

  it('counts again when a file is edited', async () => {
    const lab = new Lab(files);
    lab.open('a.json', device('a', ['plant/a/alarm']));
    expect((await lenses(lab, policy)).at(-1)).toBe('12 refuses 2 of the 6 topics in this workspace');
  });

  it('counts for the roles that a line is for', async () => {
    const roles = policy
      .replace('topics under', 'roles\n  crew\n  guest\n\ntopics under')
      .replace('state, alarm', 'state  for guest');
    expect((await lenses(new Lab(files), roles))[0]).toBe('12 allows 3 of the 8 topics in this workspace');
  });

  it('says why there is no count', async () => {
    expect(await lenses(new Lab(files), 'policy a\n\ntopics\n  publish a\n  publish {b}\n')).toEqual([
      '4 not evaluated, because this policy has mistakes',
      '5 not evaluated, because this policy has mistakes',
    ]);
    expect(await lenses(new Lab(), policy)).toContain('8 allows none: there are no topics in this workspace');
    const open = 'policy a\n\nsettings\n  {x}  [a-z]{1,9}\n\ntopics\n  publish {x}/a\n';
    expect((await lenses(new Lab(files), open))[0]).toMatch(/^7 not evaluated: .*\{?x\}?/);
  });

  it('is nothing for a lens of an older text', async () => {
    const lab = new Lab(files);
    const opened = lab.open('plant.mqttpolicy', policy, 'mqttpolicy');
    const [lens] = await lab.ask<CodeLens[]>(policyLens, opened);
    lab.edit(opened.uri, `\n${policy}`);
    const source = lab.workspace.source(opened.uri) as typeof opened.source;
    const resolved = await lab.ask<CodeLens>(policyLensCount, { ...opened, source }, lens);
    expect(resolved.command?.title).toBe('');
  });
});

describe('above the lines of a script', () => {
  it('stands the verdict, and whether it was expected', async () => {
    const lab = new Lab();
    const text = `policy onenet
publish early
connect client-id=meter-7 username=238322 keep-alive=120 => allowed
subscribe $sys/238322/meter-7/cmd/request/+, # => granted 0, failure
publish $sys/238322/meter-8/dp/post/json => allowed
publish $sys/238322/meter-7/dp/post/json
publish half "
connect client-id=meter-7 username=238322 keep-alive=5
packet pubrec => closed
`;
    const found = await lab.ask<CodeLens[]>(scriptLens, lab.open('a.mqtt', text, 'mqtt'));
    expect(found.map(({ range, command }) => `${range.start.line + 1} ${command?.title}`)).toEqual([
      '2 closed (session/none, topic/unknown)',
      '3 as expected: allowed',
      '4 as expected: granted 0, failure (subscribe/wildcard-level)',
      '5 not as expected: expected allowed, but the answer is closed (topic/foreign)',
      '6 allowed',
      '8 closed (connect/keep-alive)',
      '9 as expected: closed (packet/unsupported)',
    ]);
  });

  it('is nothing where no policy can decide', async () => {
    const lab = new Lab({ 'topicguard.json': '{"policy": "none.mqttpolicy"}' });
    expect(await lab.ask(scriptLens, lab.open('a.mqtt', 'connect client-id=a\n', 'mqtt'))).toEqual([]);
  });
});
