import { isUtf8 } from 'node:buffer';

/**
 * Whether the text fields of a packet are UTF-8 and its fields end where it ends. mqtt-packet reads what is not UTF-8 as U+FFFD,
 * and leaves bytes behind the last field alone; the standard wants the connection closed [MQTT-1.5.3-1].
 * Gives what is wrong, for people, or `undefined`. `body` is the packet without its fixed header, of MQTT 3.1 or 3.1.1.
 */
export function faultOfFields(cmd: string, body: Buffer): string | undefined {
  const walk = new Walk(body);
  switch (cmd) {
    case 'connect':
      connectFields(walk);
      break;
    case 'publish':
      return walk.text('topic') ? undefined : walk.fault;
    case 'subscribe':
      walk.skip(2);
      while (!walk.ended && walk.text('filter')) walk.skip(1);
      break;
    case 'unsubscribe':
      walk.skip(2);
      while (!walk.ended && walk.text('filter'));
      break;
    default:
      return undefined;
  }
  return walk.fault ?? (walk.ended ? undefined : 'Bytes follow the last field of the packet.');
}

function connectFields(walk: Walk): void {
  walk.text('protocol name');
  const flags = walk.skip(2);
  walk.skip(2);
  walk.text('client id');
  if (flags & 0x04) {
    walk.text('will topic');
    walk.bytes();
  }
  if (flags & 0x80) walk.text('user name');
  if (flags & 0x40) walk.bytes();
}

class Walk {
  fault: string | undefined;
  #at = 0;
  readonly #body: Buffer;

  constructor(body: Buffer) {
    this.#body = body;
  }

  get ended(): boolean {
    return this.#at >= this.#body.length;
  }

  /** Gives the last byte that was skipped. */
  skip(count: number): number {
    this.#at += count;
    if (this.#at > this.#body.length) this.fault ??= 'The packet ends in the middle of a field.';
    return this.#body[this.#at - 1] ?? 0;
  }

  text(field: string): boolean {
    const bytes = this.bytes();
    if (bytes && !isUtf8(bytes)) this.fault ??= `The ${field} is not UTF-8 [MQTT-1.5.3-1].`;
    return this.fault === undefined;
  }

  bytes(): Buffer | undefined {
    const high = this.#body[this.#at];
    const low = this.#body[this.#at + 1];
    const from = this.#at + 2;
    this.skip(2 + (high ?? 0) * 256 + (low ?? 0));
    return this.fault === undefined ? this.#body.subarray(from, this.#at) : undefined;
  }
}
