/** The bits of a packet that say how a message is sent, changed where they stand. */

export interface MessageFlags {
  readonly qos: number;
  readonly retain: boolean;
}

/** Sets the retain flag of a PUBLISH. */
export function setRetain(frame: Buffer, retain: boolean): void {
  frame[0] = setBits(frame[0] as number, 0x01, retain ? 0x01 : 0);
}

/** Sets QoS and retain flag of the will of a CONNECT that has one. */
export function setWillFlags(frame: Buffer, { qos, retain }: MessageFlags): void {
  const at = connectFlagsAt(frame);
  frame[at] = setBits(frame[at] as number, 0x38, (qos << 3) | (retain ? 0x20 : 0));
}

function setBits(byte: number, mask: number, bits: number): number {
  return (byte & ~mask) | bits;
}

/** Behind the fixed header, the name of the protocol and its level (3.1.2). */
function connectFlagsAt(frame: Buffer): number {
  let at = 1;
  while ((frame[at] as number) >= 0x80) at++;
  const name = at + 1;
  return name + 2 + frame.readUInt16BE(name) + 1;
}
