import type { Duplex } from 'node:stream';

/** Ends a stream after what was written to it has left; a peer that does not read gets two seconds. */
export function endSoon(stream: Duplex): void {
  if (stream.destroyed) return;
  const timer = setTimeout(() => stream.destroy(), 2000);
  timer.unref();
  stream.once('close', () => clearTimeout(timer));
  stream.end(() => stream.destroy());
}
