/** An Aedes with a guard, on a free port of loopback, that is gone after the test. */
import net from 'node:net';
import { Aedes, type AedesOptions } from 'aedes';
import mqtt, { type IConnectPacket } from 'mqtt-packet';
import { onTestFinished } from 'vitest';
import {
  type GuardAedesOptions,
  type GuardedAedes,
  guardAedes,
  type VerdictEvent,
} from '../../src/brokers/aedes/index.js';
import { createGuard } from '../../src/engine/index.js';
import { loadPolicy } from '../../src/load.js';
import { parsePolicy } from '../../src/policy/index.js';
import type { Policy } from '../../src/policy/model.js';
import { RawClient } from './raw-client.js';

export interface TestBroker {
  readonly aedes: Aedes;
  readonly guarded: GuardedAedes;
  readonly port: number;
  readonly events: VerdictEvent[];
  /** Refusals: where, which verb, which rules. */
  refusals(): string[];
  client(): RawClient;
  /** A client whose CONNECT was taken. */
  connected(packet?: Partial<IConnectPacket>): Promise<RawClient>;
}

export function policyOf(text: string): Policy {
  const { policy, problems } = parsePolicy(text);
  if (!policy || problems.length > 0) throw new Error(JSON.stringify(problems));
  return policy;
}

/** The vendor's own example, good for a long time. */
export const token =
  'version=2018-10-31&res=products%2F238322%2Fdevices%2Fmqtts-test-device&et=7557387130&method=sha1&sign=Rs0u%2FKnyoK5%2FMuKo5xKa0tW%2BWqY%3D';
export const prefix = '$sys/238322/mqtts-test-device';

export const deviceConnect: IConnectPacket = {
  cmd: 'connect',
  clientId: 'mqtts-test-device',
  username: '238322',
  password: Buffer.from(token),
  clean: true,
  keepalive: 120,
  protocolId: 'MQTT',
  protocolVersion: 4,
};

export async function startBroker(
  policy: Policy | string,
  options: { readonly aedes?: AedesOptions; readonly guard?: GuardAedesOptions } = {},
): Promise<TestBroker> {
  const aedes = await Aedes.createBroker(options.aedes ?? {});
  const loaded = typeof policy === 'string' ? await loadPolicy(policy) : policy;
  const guarded = guardAedes(aedes, createGuard(loaded), options.guard);
  const events: VerdictEvent[] = [];
  guarded.on('verdict', (event) => events.push(event));
  const server = net.createServer(aedes.handle);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as net.AddressInfo;
  onTestFinished(
    () =>
      new Promise<void>((resolve) => {
        aedes.close(() => server.close(() => resolve()));
      }),
  );
  const client = (): RawClient => new RawClient(port);
  return {
    aedes,
    guarded,
    port,
    events,
    refusals: () =>
      events
        .filter(({ verdict }) => !verdict.allowed)
        .map(({ by, request, verdict }) =>
          [by, request.verb, ...verdict.reasons.map((reason) => reason.rule)].join(' '),
        ),
    client,
    async connected(packet = {}) {
      const raw = client().send({ ...deviceConnect, ...packet } as IConnectPacket);
      const { returnCode } = await raw.next('connack');
      if (returnCode !== 0) throw new Error(`CONNACK ${returnCode}`);
      return raw;
    },
  };
}

/** The bytes of a CONNECT that OneNET takes, but for what is said. */
export const connect = (more: Partial<IConnectPacket> = {}): Buffer =>
  mqtt.generate({ ...deviceConnect, ...more } as IConnectPacket);

/** The bytes of a CONNECT with its flags byte as given. */
export function withFlags(flags: number, bytes = connect()): Buffer {
  const copy = Buffer.from(bytes);
  copy[copy.indexOf('MQTT') + 5] = flags;
  return copy;
}
