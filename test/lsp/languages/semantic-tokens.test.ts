import { describe, expect, it } from 'vitest';
import type { SemanticTokens } from 'vscode-languageserver';
import { semanticTokens } from '../../../lsp/features/semantic-tokens.js';
import { Lab } from '../lab.js';

/** Each line of a text, its marked pieces as `type:text`, declarations with `!`. */
async function shown(name: string, text: string): Promise<string[]> {
  const lab = new Lab();
  const { data } = await lab.ask<SemanticTokens>(semanticTokens, lab.open(name, text, name.split('.')[1] as string));
  const provider = semanticTokens.capabilities.semanticTokensProvider;
  const { tokenTypes } = (provider as { legend: { tokenTypes: string[] } }).legend;
  const lines = text.split('\n');
  const said: string[][] = lines.map(() => []);
  let line = 0;
  let character = 0;
  for (let at = 0; at < data.length; at += 5) {
    const [lines_, characters, length, type, bits] = data.slice(at, at + 5) as [number, number, number, number, number];
    character = lines_ === 0 ? character + characters : characters;
    line += lines_;
    const piece = (lines[line] as string).slice(character, character + length);
    said[line]?.push(`${tokenTypes[type]}${bits & 1 ? '!' : ''}:${piece}`);
  }
  return said.map((one) => one.join(' '));
}

describe('semantic tokens', () => {
  it('of a policy tell words by their place', async () => {
    const text = `policy plant "Plant" // ours
settings
  {most} [0-9]{1,4} default 50
roles
  crew
identity
  client-id p-{device}
  {device} [a-z]{1,8}
every session
  subscriptions <= {most} otherwise refuse 0x80
topics under plant/{device} for crew
  {job} [0-9]{4}
  publish publish, +/{job}/# qos 0..1 "About it"
    reply done/{job}`;
    expect(await shown('a.mqttpolicy', text)).toEqual([
      'keyword:policy namespace:plant string:"Plant" comment:// ours',
      'keyword:settings',
      'variable!:{most} regexp:[0-9]{1,4} keyword:default number:50',
      'keyword:roles',
      'class!:crew',
      'keyword:identity',
      'property:client-id string:p- variable:{device}',
      'variable!:{device} regexp:[a-z]{1,8}',
      'keyword:every keyword:session',
      'property:subscriptions operator:<= variable:{most} keyword:otherwise enumMember:refuse number:0x80',
      'keyword:topics keyword:under string:plant/ variable:{device} keyword:for class:crew',
      'parameter!:{job} regexp:[0-9]{4}',
      'keyword:publish string:publish operator:+ string:/ parameter:{job} string:/ operator:# property:qos number:0..1 string:"About it"',
      'keyword:reply string:done/ parameter:{job}',
    ]);
  });

  it('of a half-written policy are there as far as they can be', async () => {
    expect(await shown('a.mqttpolicy', 'policy a\ntopics\n  {job} [0-9]{4}\n  publish a/{job}, for\n  {new')).toEqual([
      'keyword:policy namespace:a',
      'keyword:topics',
      'parameter!:{job} regexp:[0-9]{4}',
      'keyword:publish parameter:{job} keyword:for',
      '',
    ]);
  });

  it('of a script are there for broken lines too', async () => {
    const text = `policy onenet // why
connect complete client-id=a keep-alive=60 => refused 4 connect/client-id
subscribe a/+, "b c/#" qos=1 => granted 0, failure
publish connect {"a": 1} => x y
publish a qos= "open`;
    expect(await shown('a.mqtt', text)).toEqual([
      'keyword:policy namespace:onenet comment:// why',
      'keyword:connect keyword:complete property:client-id operator:= string:a property:keep-alive operator:= number:60 operator:=> enumMember:refused number:4 decorator:connect/client-id',
      'keyword:subscribe string:a/ operator:+ string:"b c/#" property:qos operator:= number:1 operator:=> enumMember:granted number:0 enumMember:failure',
      'keyword:publish string:connect string:{"a": 1} operator:=> enumMember:x enumMember:y',
      'keyword:publish string:a property:qos operator:= string:"open',
    ]);
  });
});
