/** Plays a session script against a real broker and holds what happens against what the policy predicts. */
import type { Packet, QoS } from 'mqtt-packet';
import type {
  ConnectStatement,
  PacketStatement,
  PublishStatement,
  ReceiveStatement,
  SessionScript,
  Statement,
  SubscribeStatement,
  UnsubscribeStatement,
} from '../../grammar/session/ast.js';
import type { Guard, Session } from '../engine/guard.js';
import type { Reason } from '../engine/verdict.js';
import { matches } from '../topics/index.js';
import {
  connectFrame,
  connectPacketOf,
  type Defaults,
  frameOf,
  PacketError,
  publishPacketOf,
  subscribeRequests,
} from './packets.js';
import { asPredicted, predictConnect, predictOther, predictSubscribe, type Sight } from './predict.js';
import { type Answer, type BrokerAddress, WireClient } from './wire-client.js';

export interface PlayOptions {
  readonly broker: BrokerAddress;
  readonly defaults: Defaults;
  /** Milliseconds that the broker has for an answer. */
  readonly timeout: number;
  /** Milliseconds between two statements, for platforms that count packets. */
  readonly pace: number;
  /** Unix seconds. */
  readonly now: number;
  /** Publishes what `receive` lines ask for, as somebody who may; without it they are not played. */
  readonly publish?: (topic: string, qos: number, retain: boolean) => Promise<void>;
}

export interface PlayedStatement {
  readonly statement: Statement;
  readonly predicted: readonly Sight[];
  readonly seen: readonly Sight[];
  readonly same: boolean;
  /** Why the policy refuses it. */
  readonly reasons: readonly Reason[];
}

export type PlayResult =
  | PlayedStatement
  | { readonly statement: Statement; readonly notPlayed: string }
  /** A message came that the policy does not let this client have; during this statement, not because of it. */
  | { readonly statement: Statement; readonly leaked: string; readonly reasons: readonly Reason[] };

/** Milliseconds in which messages of the last request may still come. */
const settle = 100;

/** Throws BrokerError when the broker cannot be reached. */
export async function* playScript(
  guard: Guard,
  script: SessionScript,
  options: PlayOptions,
): AsyncGenerator<PlayResult> {
  const player = new Player(guard, options);
  let last: Statement | undefined;
  try {
    for (const [at, statement] of script.statements.entries()) {
      if (statement.kind === 'policy' || statement.kind === 'role') continue;
      if (at > 0 && options.pace > 0) await new Promise((resolve) => setTimeout(resolve, options.pace));
      last = statement;
      yield await player.play(statement);
      yield* player.leaks(statement);
    }
    // What is still on its way.
    await new Promise((resolve) => setTimeout(resolve, Math.min(options.timeout, settle)));
    if (last) yield* player.leaks(last);
  } finally {
    player.close();
  }
}

type Request = Exclude<Statement, { kind: 'policy' | 'role' }>;

class Player {
  readonly #guard: Guard;
  readonly #options: PlayOptions;
  #connect: ConnectStatement | undefined;
  #client: WireClient | undefined;
  #session: Session | undefined;
  #version = 4;
  #nextId = 0;

  constructor(guard: Guard, options: PlayOptions) {
    this.#guard = guard;
    this.#options = options;
  }

  close(): void {
    this.#client?.close();
  }

  async play(statement: Request): Promise<PlayResult> {
    try {
      if (statement.kind === 'connect') return await this.#open(statement);
      const client = await this.#connected();
      if (!client) return { statement, notPlayed: 'there is no connection: the CONNECT was refused' };
      return await this.#request(statement, client, this.#session as Session);
    } catch (error) {
      if (error instanceof PacketError) return { statement, notPlayed: error.message };
      throw error;
    }
  }

  /** Messages that came and should not have. */
  *leaks(statement: Statement): Generator<PlayResult> {
    for (const { topic, qos, retain } of this.#client?.deliveries.splice(0) ?? []) {
      const verdict = this.#session?.receive({ topic, qos, retain });
      if (verdict && !verdict.allowed) yield { statement, leaked: topic, reasons: verdict.reasons };
    }
  }

  async #open(statement: ConnectStatement): Promise<PlayedStatement> {
    const { defaults, now, broker, timeout } = this.#options;
    this.close();
    this.#client = undefined;
    this.#connect = statement;
    const packet = connectPacketOf(statement, defaults, now);
    const frame = connectFrame(packet);
    const verdict = this.#guard.connect(packet);
    this.#version = packet.protocolLevel;
    const client = await WireClient.open(broker, this.#version, timeout);
    client.send(frame);
    const answer = await client.answer(({ cmd }) => cmd === 'connack');
    const seen = typeof answer === 'string' ? answer : wordOfConnack(answer);
    if (seen === 'allowed') {
      this.#client = client;
      // Also where the policy would not have let the client in: what it may do then is a question of its names.
      this.#session = verdict.session ?? this.#guard.session(this.#guard.identify(packet), packet);
    } else client.close();
    return played(statement, [predictConnect(verdict)], [seen], verdict.reasons);
  }

  /** Each request is played as if the session were still open: a connection that was closed is opened again. */
  async #connected(): Promise<WireClient | undefined> {
    if (this.#client?.closed && this.#connect) await this.#open(this.#connect);
    return this.#client;
  }

  #request(statement: Exclude<Request, ConnectStatement>, client: WireClient, session: Session): Promise<PlayResult> {
    switch (statement.kind) {
      case 'subscribe':
        return this.#subscribe(statement, client, session);
      case 'unsubscribe':
        return this.#unsubscribe(statement, client, session);
      case 'publish':
        return this.#publish(statement, client, session);
      case 'packet':
        return this.#packet(statement, client, session);
      case 'receive':
        return this.#receive(statement, client, session);
    }
  }

  async #subscribe(statement: SubscribeStatement, client: WireClient, session: Session): Promise<PlayedStatement> {
    const filters = subscribeRequests(statement);
    const messageId = this.#id();
    const subscriptions = filters.map(({ filter, qos }) => ({ topic: filter, qos: qos as QoS }));
    const frame = frameOf({ cmd: 'subscribe', messageId, subscriptions }, this.#version);
    const verdict = session.subscribe({ filters });
    client.send(frame);
    const answer = await client.answer((packet) => packet.cmd === 'suback' && packet.messageId === messageId);
    const seen =
      typeof answer === 'string' || answer.cmd !== 'suback'
        ? [String(answer)]
        : (answer.granted as number[]).map((code) => (code < 128 ? `granted ${code}` : 'failure'));
    return played(statement, predictSubscribe(verdict), seen, verdict.reasons);
  }

  async #unsubscribe(statement: UnsubscribeStatement, client: WireClient, session: Session): Promise<PlayedStatement> {
    const filters = statement.filters.map(({ topic }) => topic.value);
    const messageId = this.#id();
    const frame = frameOf({ cmd: 'unsubscribe', messageId, unsubscriptions: filters }, this.#version);
    const verdict = session.unsubscribe({ filters });
    client.send(frame);
    const answer = await client.answer((packet) => packet.cmd === 'unsuback' && packet.messageId === messageId);
    return played(statement, [predictOther(verdict)], [wordOf(answer)], verdict.reasons);
  }

  async #publish(statement: PublishStatement, client: WireClient, session: Session): Promise<PlayedStatement> {
    const packet = publishPacketOf(statement);
    const { topic, qos, retain, dup = false, payload } = packet;
    const messageId = this.#id();
    const publish: Packet = { cmd: 'publish', topic, qos: qos as QoS, retain, dup, payload, messageId };
    const frame = frameOf(publish, this.#version);
    const verdict = session.publish(packet);
    client.send(frame);
    const acknowledged = (cmd: string): Promise<Answer> =>
      client.answer((one) => one.cmd === cmd && one.messageId === messageId);
    let answer = qos === 0 ? await this.#ping(client) : await acknowledged(qos === 1 ? 'puback' : 'pubrec');
    if (qos === 2 && typeof answer !== 'string') {
      client.send(frameOf({ cmd: 'pubrel', messageId }, this.#version));
      answer = await acknowledged('pubcomp');
    }
    return played(statement, [predictOther(verdict)], [wordOf(answer)], verdict.reasons);
  }

  async #packet(statement: PacketStatement, client: WireClient, session: Session): Promise<PlayResult> {
    const name = statement.name.value;
    const frame = bareFrames.get(name);
    if (!frame) return { statement, notPlayed: `${name} says nothing without its fields` };
    const verdict = session.packet(name);
    client.send(frame);
    if (name === 'disconnect') {
      const predicted = verdict.allowed ? 'closed' : predictOther(verdict);
      return played(statement, [predicted], [wordOf(await client.answer(() => false))], verdict.reasons);
    }
    // A PINGREQ has an answer of its own.
    const answer = name === 'pingreq' ? await this.#pong(client) : await this.#ping(client);
    return played(statement, [predictOther(verdict)], [wordOf(answer)], verdict.reasons);
  }

  async #receive(statement: ReceiveStatement, client: WireClient, session: Session): Promise<PlayResult> {
    const { publish } = this.#options;
    if (!publish) return { statement, notPlayed: 'nobody is there to publish it: say --publisher URL' };
    const topic = statement.topic.value;
    const qos = statement.qos?.value ?? 0;
    const retain = statement.retain?.value ?? false;
    const verdict = session.receive({ topic, qos, retain });
    const due = verdict.allowed && session.subscriptions.some((filter) => matches(filter, topic));
    await publish(topic, qos, retain);
    const answer = await client.delivery(topic);
    const seen = answer === 'silence' ? 'not delivered' : answer === 'closed' ? 'closed' : 'delivered';
    return played(statement, [due ? 'delivered' : 'not delivered'], [seen], verdict.reasons);
  }

  #ping(client: WireClient): Promise<Answer> {
    client.send(frameOf({ cmd: 'pingreq' }, this.#version));
    return this.#pong(client);
  }

  #pong(client: WireClient): Promise<Answer> {
    return client.answer(({ cmd }) => cmd === 'pingresp');
  }

  #id(): number {
    this.#nextId = (this.#nextId % 65_535) + 1;
    return this.#nextId;
  }
}

/** Packets that are whole without more than an identifier. */
const bareFrames: ReadonlyMap<string, Buffer> = new Map([
  ['puback', Buffer.from([0x40, 2, 0xff, 0xff])],
  ['pubrec', Buffer.from([0x50, 2, 0xff, 0xff])],
  ['pubrel', Buffer.from([0x62, 2, 0xff, 0xff])],
  ['pubcomp', Buffer.from([0x70, 2, 0xff, 0xff])],
  ['connack', Buffer.from([0x20, 2, 0, 0])],
  ['suback', Buffer.from([0x90, 3, 0xff, 0xff, 0])],
  ['unsuback', Buffer.from([0xb0, 2, 0xff, 0xff])],
  ['pingreq', Buffer.from([0xc0, 0])],
  ['pingresp', Buffer.from([0xd0, 0])],
  ['disconnect', Buffer.from([0xe0, 0])],
]);

function played(
  statement: Statement,
  predicted: readonly Sight[],
  seen: readonly Sight[],
  reasons: readonly Reason[],
): PlayedStatement {
  return { statement, predicted, seen, same: asPredicted(predicted, seen), reasons };
}

function wordOfConnack(answer: Packet): Sight {
  const code = answer.cmd === 'connack' ? (answer.returnCode ?? answer.reasonCode ?? 0) : 0;
  return code === 0 ? 'allowed' : `refused ${code}`;
}

function wordOf(answer: Answer): Sight {
  return typeof answer === 'string' ? answer : 'allowed';
}
