/** Where the levels of a text begin and end, and a hash of each: found once, asked by every step of a search. */

const slash = 0x2f;
const dollar = 0x24;
const hash = 0x23;
const plus = 0x2b;

/** Continues the hash of a level by one UTF-16 unit. */
export function hashed(before: number, unit: number): number {
  return (Math.imul(before, 31) + unit) | 0;
}

export class Levels {
  text = '';
  /** Of a filter those in front of its `#`. */
  count = 0;
  /** Whether a `#` comes behind the levels. */
  isOpen = false;
  /** Of a filter: the first level, counted from 0, that is a wildcard; `count` where none is, or only the `#`. */
  firstWild = 0;
  /** Where each level begins; one more says where the next would: a level ends one before. */
  starts = new Int32Array(64);
  hashes = new Int32Array(64);

  /** Takes a well-formed text apart from an offset on, where a level begins. Wildcards are levels like any other. */
  read(text: string, from: number): void {
    this.begin(text, from);
    let level = 0;
    for (let at = from; at < text.length; at++) {
      const unit = text.charCodeAt(at);
      if (unit !== slash) level = hashed(level, unit);
      else {
        this.add(level, at + 1);
        level = 0;
      }
    }
    this.add(level, text.length + 1);
  }

  /** Takes a well-formed filter apart. */
  readFilter(filter: string): void {
    this.read(filter, 0);
    if (filter.charCodeAt(filter.length - 1) === hash) this.open();
    let at = 0;
    while (at < this.count && !this.isWild(at)) at++;
    this.firstWild = at;
  }

  begin(text: string, from: number): void {
    this.text = text;
    this.count = 0;
    this.isOpen = false;
    this.starts[0] = from;
  }

  /** One more level, of this hash; the next would begin at `next`. */
  add(level: number, next: number): void {
    const { count } = this;
    if (count + 1 === this.starts.length) this.#grow();
    this.hashes[count] = level;
    this.starts[count + 1] = next;
    this.count = count + 1;
  }

  /** The level that was read last is the `#`. */
  open(): void {
    this.count--;
    this.isOpen = true;
  }

  /** Whether a level of a filter is `+`, which stands alone where it stands. */
  isWild(at: number): boolean {
    return this.text.charCodeAt(this.starts[at] as number) === plus;
  }

  /** Whether the text is in the server's own topics, which no wildcard in front reaches [MQTT-4.7.2-1]. */
  get isDollar(): boolean {
    return this.starts[0] === 0 && this.text.charCodeAt(0) === dollar;
  }

  #grow(): void {
    const starts = new Int32Array(2 * this.starts.length);
    starts.set(this.starts);
    this.starts = starts;
    const hashes = new Int32Array(2 * this.hashes.length);
    hashes.set(this.hashes);
    this.hashes = hashes;
  }
}
