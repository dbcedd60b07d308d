import { describe, expect, it } from 'vitest';
import { policyInForce } from '../../lsp/features/policy-in-force.js';
import { verdictAt } from '../../lsp/features/verdict-at.js';
import type { PolicyAnswer, VerdictAnswer } from '../../lsp/requests.js';
import { Lab } from './lab.js';

const device = (topics: string): string =>
  `{ "mqtt": { "host": "mqtts.heclouds.com", "client_id": "s1", "username": "p1", "clean_session": true, ${topics} } }`;

async function verdict(marked: string, name = 'device.json', files = {}): Promise<VerdictAnswer | null> {
  const lab = new Lab(files);
  return lab.ask(verdictAt, lab.open(name, marked));
}

describe('the policy in force', () => {
  const ask = (name: string, text: string, files = {}, settings = {}): Promise<PolicyAnswer> => {
    const lab = new Lab(files, settings);
    return lab.ask(policyInForce, lab.open(name, text));
  };

  it('is named, with the reason why it is that one', async () => {
    const { inForce, builtIn } = await ask('device.json', device('"publish": []'));
    expect(inForce).toEqual([
      { name: 'onenet', title: 'OneNET MQTT IoT Suite', why: 'the broker is mqtts.heclouds.com' },
    ]);
    expect(builtIn).toContainEqual({ name: 'onenet', title: 'OneNET MQTT IoT Suite' });
  });

  it('is the one that the editor is set to', async () => {
    const { inForce } = await ask('device.json', device('"publish": []'), {}, { policy: 'mqtt' });
    expect(inForce).toMatchObject([{ name: 'mqtt', why: 'it was asked for' }]);
  });

  it('is one for each client that differs', async () => {
    const { inForce } = await ask(
      'two.yaml',
      'mqtt:\n  - host: mqtts.heclouds.com\n    client_id: a\n  - host: broker.example.com\n    client_id: b\n',
    );
    expect(inForce.map(({ name }) => name)).toEqual(['onenet', 'mqtt']);
  });

  it('is none where there is no client', async () => {
    expect((await ask('package.json', '{ "name": "x" }')).inForce).toEqual([]);
  });

  it('is none where the configuration cannot be used', async () => {
    expect((await ask('device.json', device('"publish": []'), { 'topicguard.json': '{' })).inForce).toEqual([]);
  });
});

describe('the verdict at a position', () => {
  it('says what is right', async () => {
    const text = 'policy onenet\nconnect client-id=s1 username=p1\nsubscribe $sys/p1/s1/cmd/<|>request/+ qos=0\n';
    expect(await verdict(text, 'firmware.mqtt')).toEqual({
      topic: '$sys/p1/s1/cmd/request/+',
      policy: 'onenet',
      verdicts: [{ verb: 'subscribe', status: 'allowed', text: '', rules: [] }],
    });
  });

  it('says what is left open', async () => {
    expect(await verdict(device('"publish": ["$sys/p1/s1/dp/<|>post/json"]'))).toMatchObject({
      verdicts: [{ verb: 'publish', status: 'undecided', text: expect.stringContaining('With QoS 0'), rules: [] }],
    });
  });

  it('says what is wrong, and what the platform does about it', async () => {
    expect(await verdict(device('"subscribe": ["<|>$sys/p1/#"]'))).toMatchObject({
      verdicts: [
        {
          verb: 'subscribe',
          status: 'denied',
          rules: ['subscribe/wildcard-level'],
          text: expect.stringMatching(/wildcard at level 3.*refuses the subscription \(SUBACK 0x80\)/),
        },
      ],
    });
  });

  it('says each thing that it can be where the file does not say', async () => {
    const answer = await verdict(
      '{ "mqtt": { "host": "broker.example.com", "client_id": "s1", "topics": ["a/<|>b"] } }',
    );
    expect(answer?.verdicts.map(({ verb }) => verb)).toEqual(['publish', 'subscribe']);
  });

  it('takes names that only the configuration says', async () => {
    const files = { 'topicguard.json': '{ "identity": { "pid": "p1", "device-name": "s1" } }' };
    const text =
      '{ "mqtt": { "host": "mqtts.heclouds.com", "client_id": "s1", "publish": ["$sys/p2/s1/dp/post/<|>json"] } }';
    expect(await verdict(text, 'device.json', files)).toMatchObject({ verdicts: [{ status: 'denied' }] });
    expect(await verdict(text)).toMatchObject({ verdicts: [{ status: 'undecided' }] });
  });

  it('judges a will by itself', async () => {
    const will = '"will": { "topic": "$sys/p1/<|>s1/status", "payload": "x", "qos": 0, "retain": false }';
    expect(await verdict(device(will))).toMatchObject({
      verdicts: [{ verb: 'will', status: 'denied', rules: ['connect/will'] }],
    });
  });

  it('has nothing to say beside topics', async () => {
    expect(await verdict(device('"key<|>word": 1'))).toBeNull();
  });
});
