import { matches } from '../../topics/match.js';

/**
 * The QoS that each live subscription was granted. Aedes lowers a message to it only where filter and topic are the same text,
 * and a retained one not at all; the standard lowers it always [MQTT-3.8.4-6].
 */
export class Grants {
  readonly #granted = new Map<string, number>();

  set(filter: string, qos: number): void {
    this.#granted.set(filter, qos);
  }

  delete(filter: string): void {
    this.#granted.delete(filter);
  }

  /** The highest QoS at which a message on this topic may be delivered; without a subscription it is the sender's matter. */
  most(topic: string, qos: number): number {
    let most = -1;
    for (const [filter, granted] of this.#granted) {
      if (granted >= qos && matches(filter, topic)) return qos;
      if (granted > most && matches(filter, topic)) most = granted;
    }
    return most < 0 ? qos : most;
  }
}
