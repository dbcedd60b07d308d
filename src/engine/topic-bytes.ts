import { Buffer, isUtf8 } from 'node:buffer';

/** In no topic: what is no UTF-8 is read as this, and refused [MQTT-1.5.3-1]. */
const notUtf8 = '\ud800';

/** The topic that the bytes of a packet spell. */
export function topicOfBytes(bytes: Uint8Array): string {
  const buffer = Buffer.isBuffer(bytes) ? bytes : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const text = buffer.toString('utf8');
  // What cannot be decoded is replaced by this character, which may also be there itself.
  return text.includes('\ufffd') && !isUtf8(buffer) ? notUtf8 : text;
}
