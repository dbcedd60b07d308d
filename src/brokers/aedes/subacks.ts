import mqtt from 'mqtt-packet';

interface Pending {
  readonly filters: readonly string[];
  /** What the policy grants each of them, in order. */
  readonly granted: readonly number[];
  /** What Aedes was asked for, in its order. */
  readonly asked: readonly string[];
}

/**
 * SUBSCRIBEs that Aedes is working on. Aedes is only asked for what the policy grants, each filter once; the SUBACK that the
 * client gets has a code for each of its own filters, in its own order.
 */
export class PendingSubscribes {
  readonly #pending = new Map<number, Pending[]>();
  /** QoS to which the application's own hook has lowered a filter. */
  readonly #lowered = new Map<string, number>();

  /** The SUBSCRIBE for Aedes, or nothing when there is nothing to ask for. */
  ask(id: number, filters: readonly string[], granted: readonly number[]): Buffer | undefined {
    // A filter that stands twice replaces itself: the last one counts [MQTT-3.8.4-3].
    const last = new Map<string, number>();
    for (const [at, filter] of filters.entries()) if (granted[at] !== 128) last.set(filter, granted[at] as number);
    if (last.size === 0) return undefined;
    const waiting = this.#pending.get(id) ?? [];
    waiting.push({ filters, granted, asked: [...last.keys()] });
    this.#pending.set(id, waiting);
    return mqtt.generate({
      cmd: 'subscribe',
      messageId: id,
      subscriptions: [...last].map(([topic, qos]) => ({ topic, qos: qos as 0 | 1 | 2 })),
    });
  }

  lower(filter: string, qos: number): void {
    this.#lowered.set(filter, qos);
  }

  /** What the client is told of its filters, in its order, from the SUBACK of Aedes. */
  answer(id: number, codes: readonly number[]): { readonly filters: readonly string[]; readonly granted: number[] } {
    const waiting = this.#pending.get(id);
    const one = waiting?.shift();
    if (waiting?.length === 0) this.#pending.delete(id);
    if (!one) return { filters: [], granted: [...codes] };
    const fromAedes = new Map(one.asked.map((filter, at) => [filter, codes[at] ?? 128]));
    const granted = one.filters.map((filter, at) => {
      const code = one.granted[at] as number;
      if (code === 128 || fromAedes.get(filter) === 128) return 128;
      return Math.min(code, this.#lowered.get(filter) ?? code);
    });
    for (const filter of one.asked) this.#lowered.delete(filter);
    return { filters: one.filters, granted };
  }
}
