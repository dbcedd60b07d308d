/** The decision log: one JSON object a line on standard output. */
import pino from 'pino';
import type { Asked } from '../../src/brokers/http/hook.js';
import type { Decision } from '../../src/brokers/http/question.js';
import type { Policy } from '../../src/policy/model.js';
import { usernameForLog } from '../username-for-log.js';
import type { Loaded, ServeOptions } from './options.js';

/** Bytes that wait for a slow reader of the log; what does not fit is dropped and counted. */
const mostWaiting = 16 * 1024 * 1024;
/** Characters of one text of a client's that are logged, and filters of one packet. */
const longestText = 512;
const mostFilters = 32;

export interface DecisionLog {
  /** Whether no decision is ever logged. */
  readonly isSilent: boolean;
  /** `asked` is called when the decision is logged; what it gives holds no credential. */
  decision(id: string, hook: string, asked: () => object, decision: Decision, policy: Loaded): void;
  info(fields: object, message: string): void;
  error(fields: object, message: string): void;
  /** Resolves when everything is written, or nobody takes it. */
  close(): Promise<void>;
}

export function createLog(mode: ServeOptions['log'], dropped: () => void): DecisionLog {
  const destination = pino.destination({ fd: 1, sync: false, maxLength: mostWaiting });
  destination.on('drop', dropped);
  // A reader that has gone away is no reason to stop answering brokers.
  destination.on('error', dropped);
  const logger = pino(
    {
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
    },
    destination,
  );
  // What all lines about one policy share is written out once.
  let about: Loaded | undefined;
  let ofPolicy = logger;
  return {
    isSilent: mode === 'none',
    decision(id, hook, asked, { allowed, grantedQos, reasons }, loaded) {
      if (mode === 'none' || (mode === 'denied' && allowed)) return;
      if (loaded !== about) {
        about = loaded;
        ofPolicy = logger.child({ policy: loaded.policy, digest: loaded.digest });
      }
      if (allowed && !grantedQos) return ofPolicy.info({ decision: id, hook, ...asked(), allowed }, 'allowed');
      const why = reasons.slice(0, mostFilters).map(({ rule, message }) => ({ rule, message: cut(message) }));
      ofPolicy.info(
        {
          decision: id,
          hook,
          ...asked(),
          allowed,
          ...(grantedQos && { grantedQos: grantedQos.slice(0, mostFilters) }),
          ...(!allowed && { reasons: why }),
        },
        allowed ? 'allowed' : 'denied',
      );
    },
    info: (fields, message) => logger.info(fields, message),
    error: (fields, message) => logger.error(fields, message),
    close() {
      return new Promise((resolve) => {
        setTimeout(resolve, 1000).unref();
        destination.flush(() => resolve());
      });
    },
  };
}

/** What a hook asked, for the log. Of a password only whether there was one. */
export function questionForLog(asked: Asked | undefined, policy: Policy): object {
  if (!asked || !('ask' in asked)) return {};
  const { ask, client } = asked;
  const who = {
    ask,
    client: cut(client.clientId),
    username: client.username === null ? null : cut(usernameForLog(policy, client.username)),
    ...(client.address !== undefined && { address: cut(client.address) }),
  };
  switch (asked.ask) {
    case 'connect':
      return { ...who, passwordGiven: asked.login.password != null };
    case 'subscribe': {
      const filters = asked.filters.slice(0, mostFilters).map(({ filter, qos }) => ({ filter: cut(filter), qos }));
      return { ...who, filters };
    }
    default:
      return { ...who, ...asked.message, topic: cut(asked.message.topic) };
  }
}

export function cut(text: string): string {
  return text.length <= longestText ? text : `${text.slice(0, longestText)}… (${text.length} characters)`;
}
