/** What the broker tells: who asked what, the answer, why, and what the platform does. */

import type { AedesRevocation, AskedRequest, VerdictEvent } from '../../src/brokers/aedes/index.js';
import type { PlatformEvent } from '../../src/brokers/platforms/platform.js';
import type { PacketVerdict, Verdict } from '../../src/engine/verdict.js';
import { actorOf, consequenceSentence } from '../../src/lint/consequence.js';
import type { Policy } from '../../src/policy/model.js';
import { counted } from '../../src/text/counted.js';
import { plainVerdict } from '../decide/answer.js';
import { type Paint, printable } from '../terminal.js';
import { usernameForLog } from '../username-for-log.js';

export interface Log {
  listening(urls: readonly string[], policy: Policy): void;
  note(text: string): void;
  verdict(event: VerdictEvent): void;
  platform(event: PlatformEvent): void;
  reloaded(policy: Policy, revoked: readonly AedesRevocation[]): void;
}

type Write = (line: string) => void;

export function jsonLog(write: Write, policyNow: () => Policy): Log {
  const line = (event: string, fields: object): void =>
    write(JSON.stringify({ time: new Date().toISOString(), event, ...fields }));
  return {
    listening: (urls, { name }) => line('listening', { urls, policy: name }),
    note: (text) => line('note', { text }),
    verdict: ({ client, request, verdict, by }) =>
      line('verdict', {
        client: withoutSecret(policyNow(), client),
        request:
          request.verb === 'connect' ? { ...request, packet: withoutSecret(policyNow(), request.packet) } : request,
        verdict: plainVerdict(verdict),
        by,
      }),
    platform: (event) => line('platform', event),
    reloaded: (policy, revoked) =>
      line('reload', { policy: policy.name, revoked: revoked.map(({ clientId, filter }) => ({ clientId, filter })) }),
  };
}

export function humanLog(write: Write, policyNow: () => Policy, paint: Paint): Log {
  const head = (who: string | undefined, text: string): string => {
    const time = new Date().toTimeString().slice(0, 8);
    return `${paint(time, 'dim')}  ${paint(printable(who === undefined || who === '' ? '-' : who), 'bold')}  ${text}`;
  };
  const indented = (text: string): string => `            ${text}`;
  const why = (
    verb: AskedRequest['verb'],
    { reasons, advice, consequence }: Pick<Verdict, 'reasons' | 'advice' | 'consequence'>,
  ): void => {
    for (const reason of reasons) write(indented(`${paint(reason.rule, 'red')}: ${printable(reason.message)}`));
    for (const one of advice) write(indented(`${paint(one.rule, 'yellow')}: ${printable(one.message)}`));
    const sentence = reasons.length > 0 ? consequenceSentence(consequence, actorOf(policyNow())) : undefined;
    if (sentence === undefined) return;
    write(indented(consequence.kind === 'unknown' ? `${sentence} This broker ${ownWay(verb)}.` : sentence));
  };
  const answer = (verdict: Verdict): string =>
    verdict.allowed ? paint('allowed', 'green') : paint('refused', 'red', 'bold');
  return {
    listening(urls, { name, title = name }) {
      write(`${printable(title)} at ${urls.join(' and ')}, policy ${printable(name)}. Ctrl+C stops it.`);
    },
    note: (text) => write(paint(text, 'dim')),
    verdict({ client, request, verdict, by }) {
      const who = client.clientId ?? client.address;
      // Pings and acknowledgements that are fine are not worth a line.
      if (request.verb === 'packet' && verdict.allowed) return;
      if (request.verb === 'receive') {
        if (by === 'wire' && verdict.allowed) write(head(who, `gets ${printable(request.packet.topic)}`));
        return;
      }
      const note = { wire: '', hook: '', restore: ', restored', reload: ', taken away by the new policy' }[by];
      if ('filters' in verdict) {
        filters(verdict, who);
        return;
      }
      write(head(who, `${printable(spell(request, policyNow()))}  ${answer(verdict)}${note}`));
      why(request.verb, verdict);
    },
    platform({ clientId, did, topic, payload, why: reason }) {
      const text = [did, topic, payload].filter((part) => part !== undefined && part !== '').join(' ');
      const colour = {
        accepted: 'green',
        sent: 'blue',
        rejected: 'red',
        refused: 'red',
        unanswered: 'yellow',
        unsent: 'yellow',
      } as const;
      write(head(clientId, `${paint('platform', colour[did])} ${printable(text)}`));
      if (reason !== undefined) write(indented(printable(reason)));
    },
    reloaded(_policy, revoked) {
      write(paint(`The policy was read again; ${counted(revoked.length, 'subscription')} taken away.`, 'dim'));
    },
  };

  /** A line for each filter: each has its own answer. */
  function filters(verdict: PacketVerdict, who: string | undefined): void {
    const closes = verdict.consequence.kind === 'close';
    for (const one of verdict.filters) {
      const granted = one.allowed && !closes ? paint(`granted QoS ${one.grantedQos}`, 'green') : undefined;
      const refused = one.allowed ? paint('not answered', 'yellow') : paint('refused', 'red', 'bold');
      write(head(who, `subscribe ${printable(one.filter)}  ${granted ?? refused}`));
      why('subscribe', one);
    }
  }
}

/** What a guarded Aedes does where a policy does not say what the platform does. */
function ownWay(verb: AskedRequest['verb']): string {
  if (verb === 'connect') return 'refuses the connection (CONNACK 5)';
  return verb === 'subscribe' ? 'refuses the subscription (SUBACK 0x80)' : 'closes the connection';
}

function withoutSecret<T extends { readonly username?: string | null }>(policy: Policy, client: T): T {
  const { username } = client;
  return username == null ? client : { ...client, username: usernameForLog(policy, username) };
}

function spell(request: AskedRequest, policy: Policy): string {
  switch (request.verb) {
    case 'connect': {
      const { username, will } = request.packet;
      return `connect${username == null ? '' : ` username=${usernameForLog(policy, username)}`}${will ? ` will=${will.topic}` : ''}`;
    }
    case 'publish': {
      const { topic, qos, retain, payloadBytes } = request.packet;
      const flags = `${qos > 0 ? ` qos=${qos}` : ''}${retain ? ' retain=1' : ''} ${payloadBytes ?? 0} B`;
      return `${request.will ? 'will' : 'publish'} ${topic}${flags}`;
    }
    case 'subscribe':
      return `subscribe ${request.filters.map(({ filter }) => filter).join(' ')}`;
    case 'unsubscribe':
      return `unsubscribe ${request.filters.join(' ')}`;
    case 'receive':
      return `receive ${request.packet.topic}`;
    case 'packet':
      return request.name;
  }
}
