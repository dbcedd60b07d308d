import { describe, expect, it } from 'vitest';
import type { Policy } from '../../src/policy/model.js';
import { policyOf, startBroker } from './aedes-broker.js';

describe('a reload', () => {
  const text = (line: string): string => `policy live\ntopics\n  publish #\n  ${line}\n`;

  it('keeps connections, tells what it takes away, and ends those deliveries', async () => {
    const broker = await startBroker(policyOf(text('subscribe a, b')));
    const client = await broker.connected({ clientId: 'c' });
    client.send({
      cmd: 'subscribe',
      messageId: 1,
      subscriptions: [
        { topic: 'a', qos: 0 },
        { topic: 'b', qos: 0 },
      ],
    });
    await client.next('suback');
    const revoked = broker.guarded.reload(policyOf(text('subscribe b')));
    expect(revoked.map(({ clientId, filter }) => `${clientId} ${filter}`)).toEqual(['c a']);
    expect(revoked[0]?.verdict).toMatchObject({ allowed: false, grantedQos: 128 });
    const writer = await broker.connected({ clientId: 'w' });
    for (const topic of ['a', 'b'])
      writer.send({ cmd: 'publish', topic, qos: 0, payload: topic, retain: false, dup: false });
    expect((await client.next('publish')).topic).toBe('b');
    await client.alive();
    expect(client.packets).toEqual([]);
    client.send({ cmd: 'subscribe', messageId: 2, subscriptions: [{ topic: 'a', qos: 0 }] });
    expect((await client.next('suback')).granted).toEqual([128]);
  });

  it('again and again under load never lets a wrong answer out, and keeps nothing', async () => {
    const policies = [policyOf(text('subscribe a')), policyOf(text('subscribe b'))];
    const broker = await startBroker(policies[0] as Policy);
    const client = await broker.connected({ clientId: 'c' });
    const writer = await broker.connected({ clientId: 'w' });
    for (let round = 1; round <= 60; round++) {
      const [open, shut] = round % 2 === 0 ? ['a', 'b'] : ['b', 'a'];
      broker.guarded.reload(policies[round % 2] as Policy);
      client.send({
        cmd: 'subscribe',
        messageId: round,
        subscriptions: [
          { topic: shut as string, qos: 0 },
          { topic: open as string, qos: 0 },
        ],
      });
      expect((await client.next('suback')).granted).toEqual([128, 0]);
      for (const topic of [shut, open] as string[])
        writer.send({ cmd: 'publish', topic, qos: 0, payload: String(round), retain: false, dup: false });
      const got = await client.next('publish');
      expect([got.topic, String(got.payload)]).toEqual([open, String(round)]);
    }
    await client.alive();
    expect(client.packets).toEqual([]);
    const inside = (broker.aedes as unknown as { clients: Record<string, { subscriptions: object }> }).clients.c;
    expect(Object.keys(inside?.subscriptions ?? {})).toEqual(['a']);
  });

  it('leaves the last good policy in force when the new one cannot be used', async () => {
    const broker = await startBroker(policyOf(text('subscribe a')));
    const client = await broker.connected({ clientId: 'c' });
    expect(() => broker.guarded.reload({} as never)).toThrow();
    client.send({ cmd: 'subscribe', messageId: 2, subscriptions: [{ topic: 'a', qos: 0 }] });
    expect((await client.next('suback')).granted).toEqual([0]);
  });
});
