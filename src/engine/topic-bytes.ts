import { Buffer } from 'node:buffer';

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
/** In no topic: what is no UTF-8 is read as this, and refused [MQTT-1.5.3-1]. */
const notUtf8 = '\ud800';

/** The topic that the bytes of a packet spell. */
export function topicOfBytes(bytes: Uint8Array): string {
  for (let at = 0; at < bytes.length; at++) {
    if ((bytes[at] as number) > 0x7f) return decoded(bytes);
  }
  const buffer = Buffer.isBuffer(bytes) ? bytes : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return buffer.toString('latin1');
}

function decoded(bytes: Uint8Array): string {
  try {
    return utf8.decode(bytes);
  } catch {
    return notUtf8;
  }
}
