/** What the platform says to each thing that a file sets a client up for, right or wrong: lint reports only what is wrong. */
import type { Guard } from '../engine/guard.js';
import type { Facts, Judgement } from '../engine/packets.js';
import type { Advice, Reason } from '../engine/verdict.js';
import type { Client, Direction, LocatedTopic, Request } from '../readers/document.js';
import { actorOf, consequenceSentence } from './consequence.js';
import { asksAboutClients, connectFacts, requestFacts } from './facts.js';
import {
  directionsOf,
  judgeUnsubscribe,
  type Names,
  withoutRestOfWill,
  withoutTopicOf,
  withUsual,
} from './judge-client.js';

export interface RequestVerdict {
  readonly verb: Direction | 'will';
  readonly judgement: Judgement;
  /** Undecided only because the file leaves QoS and flags open: a message with QoS 0 and no flag is allowed. */
  readonly ifPlain?: boolean;
}

/** What a verdict is based on beside the file: `now` is Unix seconds, `usual` values of names that the client does not say. */
export interface VerdictOptions {
  readonly now?: number | undefined;
  readonly usual?: Names | undefined;
}

/**
 * The answer to one request of the client, by itself, as if nothing had been subscribed before. Where the file does not say what the
 * client wants of the topic, one answer for each thing that it can be.
 */
export function verdictsOn(
  request: Request,
  client: Client,
  guard: Guard,
  { now, usual }: VerdictOptions = {},
): readonly RequestVerdict[] {
  if (request.direction === 'unsubscribe')
    return [{ verb: 'unsubscribe', judgement: judgeUnsubscribe(guard, request) }];
  const options = { now, usual };
  return directionsOf(guard, request).map((verb) => {
    const judge = judgeAs(verb, request, client, guard, options);
    const judgement = judge((facts) => facts);
    const ifPlain = judgement.status === 'undecided' && judge(withPlainMessage).status === 'allowed';
    return { verb, judgement, ...(ifPlain && { ifPlain }) };
  });
}

/** Whether the client may do this with the topic, if only QoS 0, no flag and no payload go with it. */
export function verdictOnTopic(
  verb: Exclude<Direction, 'unsubscribe'>,
  topic: LocatedTopic,
  client: Client,
  guard: Guard,
  options: VerdictOptions = {},
): Judgement {
  return judgeAs(verb, { topic }, client, guard, options)(withPlainMessage);
}

function judgeAs(
  verb: Exclude<Direction, 'unsubscribe'>,
  request: Request,
  client: Client,
  guard: Guard,
  { now, usual }: VerdictOptions,
): (change: (facts: Facts) => Facts) => Judgement {
  const connect = connectFacts(client, now);
  const facts = requestFacts(request, verb, withUsual(guard.identify(connect), usual));
  return (change) => {
    const all = change(facts);
    return withoutTopicOf(request, guard.judge(asksAboutClients(guard.policy) ? { ...all, connect } : all));
  };
}

/**
 * The QoS that an allowed subscription gets: nothing where it depends on what the file does not say, the client's names or the QoS
 * that it asks for.
 */
export function grantedQos(
  { topic, qos }: Request,
  client: Client,
  guard: Guard,
  { now, usual }: VerdictOptions = {},
): number | undefined {
  if (topic.parts) return undefined;
  const connect = connectFacts(client, now);
  const granted = (qos ? [qos.value] : [0, 1, 2]).map((asked) => {
    const session = guard.session(withUsual(guard.identify(connect), usual), connect);
    const verdict = session.subscribe({ filter: topic.value, qos: asked });
    session.close();
    return verdict.allowed ? verdict.grantedQos : undefined;
  });
  return new Set(granted).size === 1 ? granted[0] : undefined;
}

function withPlainMessage({ publish, receive, subscribe, ...rest }: Facts): Facts {
  const plain = { qos: 0, retain: false, dup: false };
  return {
    ...rest,
    ...(publish && { publish: { ...plain, payload: '', ...publish } }),
    ...(receive && { receive: { qos: 0, retain: false, payload: '', ...receive } }),
    ...(subscribe && { subscribe: { qos: 0, ...subscribe } }),
  };
}

/** The answer to the client's will: that of its connect, as far as it is about the will. */
export function verdictOnWill(client: Client, guard: Guard, now?: number): RequestVerdict {
  const judgement = withoutRestOfWill(guard.judge({ connect: connectFacts(client, now) }));
  const aboutWill = ({ field, rule }: { field?: string; rule: string }): boolean =>
    rule === 'connect/will' || field?.startsWith('will') === true;
  const reasons = judgement.reasons.filter(aboutWill);
  // That something else is wrong with the connect says nothing about the will.
  const status = reasons.length > 0 ? 'denied' : judgement.status === 'denied' ? 'undecided' : judgement.status;
  return { verb: 'will', judgement: { status, reasons, advice: judgement.advice.filter(aboutWill) } };
}

/** A verdict as sentences: one for each reason and each piece of advice, what is left open, and what the platform does. */
export function sentencesOf({ judgement, ifPlain }: RequestVerdict, guard: Guard): string[] {
  const { status, reasons, advice } = judgement;
  const actor = actorOf(guard.policy);
  const said = [...reasons, ...advice].map(({ message }: Reason | Advice) => message);
  const consequences = new Set(reasons.map(({ consequence }) => consequenceSentence(consequence, actor)));
  if (ifPlain) said.push('With QoS 0 and no retain flag it is allowed; the file does not say them.');
  else if (status === 'undecided') said.push('The file does not say enough about the client or the topic.');
  return [...said, ...[...consequences].filter((sentence) => sentence !== undefined)];
}
