/** `topicguard replay`: what a real broker does, beside what the policy says. A bundle of its own. */
import { randomBytes } from 'node:crypto';
import mqtt from 'mqtt-packet';
import { type PlayResult, playScript } from '../../src/replay/play.js';
import { type BrokerAddress, BrokerError, WireClient } from '../../src/replay/wire-client.js';
import { ExitCode, UsageError } from '../exit.js';
import { readOptionFile } from '../files.js';
import { write } from '../output.js';
import { guardForScript, mistakesOf, policyOfScript, readScript, scriptPrinter } from '../session-scripts.js';
import { colourWanted, painter, printable } from '../terminal.js';
import type { ReplayOptions } from './options.js';

/** Where the password is taken from when neither script nor URL has one: other users can read a command line. */
const passwordVariable = 'TOPICGUARD_PASSWORD';

/** Throws UsageError when the script, the policy or the broker cannot be used. */
export async function replay(file: string, options: ReplayOptions): Promise<number> {
  const script = readScript(file);
  const { text, parsed } = script;
  const paint = painter(colourWanted(process.stdout));
  const say = scriptPrinter(file, text, paint);
  if (script.problems.length > 0) throw mistakesOf(script, file);
  const own = parsed.script.roles.map(({ value }) => value);
  const guard = await guardForScript(
    options.policy ?? policyOfScript(script, file),
    options.role ?? (own.length > 0 ? own : undefined),
    options.setting,
  );
  const ca = options.ca === undefined ? undefined : readCertificates(options.ca);
  const broker = addressOf(options.broker, ca);
  const { username, password = process.env[passwordVariable] } = credentialsOf(options.broker);
  const publisher = options.publisher && (await connectPublisher(options.publisher, ca, options.timeout));
  const counts = { same: 0, other: 0, notPlayed: 0 };
  try {
    const results = playScript(guard, parsed.script, {
      broker,
      defaults: { ...(username !== undefined && { username }), ...(password !== undefined && { password }) },
      timeout: options.timeout,
      pace: options.pace,
      now: Date.now() / 1000,
      ...(publisher && { publish: publisher.publish }),
    });
    for await (const result of results) {
      counts[kindOf(result)]++;
      await write(describe(result, say));
    }
  } catch (error) {
    throw error instanceof BrokerError ? new UsageError(error.message) : error;
  } finally {
    publisher?.close();
  }
  const other = counts.other > 0 ? paint(`${counts.other} otherwise`, 'red', 'bold') : undefined;
  const notPlayed = counts.notPlayed > 0 ? paint(`${counts.notPlayed} not played`, 'yellow') : undefined;
  const parts = [`${counts.same} as the policy says`, other, notPlayed].filter((part) => part !== undefined);
  await write(`${parts.join(', ')}, at ${broker.host}:${broker.port} by policy ${guard.policy.name}\n`);
  return counts.other > 0 ? ExitCode.findings : ExitCode.clean;
}

function kindOf(result: PlayResult): 'same' | 'other' | 'notPlayed' {
  if ('notPlayed' in result) return 'notPlayed';
  return 'same' in result && result.same ? 'same' : 'other';
}

type Say = (span: { start: number; end: number }, message: string) => string;

function describe(result: PlayResult, say: Say): string {
  const { span } = result.statement;
  if ('notPlayed' in result) return say(span, `not played: ${result.notPlayed}`);
  const because = result.reasons.map(({ rule, message }) => `  ${rule}: ${printable(message)}\n`).join('');
  if ('leaked' in result) {
    const message = `the broker delivered ${result.leaked}, which the policy keeps from this client`;
    return `${say(span, message).trimEnd()}\n${because}\n`;
  }
  if (result.same) return '';
  const { predicted, seen } = result;
  const message = `the policy says ${predicted.join(', ')}; the broker says ${seen.map(spellSeen).join(', ')}`;
  return `${say(span, message).trimEnd()}\n${because}\n`;
}

function spellSeen(word: string): string {
  return word === 'silence' ? 'nothing' : word;
}

function addressOf(url: URL, ca: Buffer | undefined): BrokerAddress {
  const tls = url.protocol === 'mqtts:';
  const port = url.port === '' ? (tls ? 8883 : 1883) : Number(url.port);
  return { host: url.hostname.replace(/^\[(.*)\]$/, '$1'), port, tls, ...(ca && { ca }) };
}

function credentialsOf(url: URL): { readonly username?: string; readonly password?: string } {
  try {
    return {
      ...(url.username !== '' && { username: decodeURIComponent(url.username) }),
      ...(url.password !== '' && { password: decodeURIComponent(url.password) }),
    };
  } catch {
    throw new UsageError('The user name and the password in the address have to be percent-encoded.');
  }
}

function readCertificates(file: string): Buffer {
  const bytes = readOptionFile('--ca', file);
  // TLS itself would take anything, and then trust nobody.
  if (!bytes.includes('-----BEGIN ')) throw new UsageError(`--ca ${file} holds no certificate in PEM.`);
  return bytes;
}

interface Publisher {
  readonly publish: (topic: string, qos: number, retain: boolean) => Promise<void>;
  close(): void;
}

/** A second client, with rights of its own. Throws UsageError when the broker does not let it in. */
async function connectPublisher(url: URL, ca: Buffer | undefined, timeout: number): Promise<Publisher> {
  const { username, password } = credentialsOf(url);
  const { host } = addressOf(url, ca);
  const client = await WireClient.open(addressOf(url, ca), 4, timeout).catch((error: unknown) => {
    throw error instanceof BrokerError ? new UsageError(error.message) : error;
  });
  client.send(
    mqtt.generate({
      cmd: 'connect',
      protocolId: 'MQTT',
      protocolVersion: 4,
      clientId: `topicguard-${randomBytes(4).toString('hex')}`,
      clean: true,
      keepalive: 0,
      ...(username !== undefined && { username }),
      ...(username !== undefined && password !== undefined && { password: Buffer.from(password) }),
    }),
  );
  const answer = await client.answer(({ cmd }) => cmd === 'connack');
  if (typeof answer === 'string' || answer.cmd !== 'connack' || answer.returnCode !== 0) {
    client.close();
    throw new UsageError(`The broker at ${host} does not let the publisher in.`);
  }
  return {
    // At QoS 1, so that the broker has it when the answer is there.
    publish: async (topic, qos, retain) => {
      const level = Math.max(1, qos) as 1 | 2;
      const packet = { cmd: 'publish', topic, retain, dup: false, payload: 'topicguard', messageId: 1 } as const;
      client.send(mqtt.generate({ ...packet, qos: level }));
      if (level === 1) await client.answer(({ cmd }) => cmd === 'puback');
      else {
        await client.answer(({ cmd }) => cmd === 'pubrec');
        client.send(mqtt.generate({ cmd: 'pubrel', messageId: 1 }));
        await client.answer(({ cmd }) => cmd === 'pubcomp');
      }
    },
    close: () => client.close(),
  };
}
