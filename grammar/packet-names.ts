/** MQTT's control packets by the standard's names in lower case, in the order of their type numbers, from 1 on (table 2.1). */
export const packetNames = [
  'connect',
  'connack',
  'publish',
  'puback',
  'pubrec',
  'pubrel',
  'pubcomp',
  'subscribe',
  'suback',
  'unsubscribe',
  'unsuback',
  'pingreq',
  'pingresp',
  'disconnect',
  'auth',
] as const;

export type PacketName = (typeof packetNames)[number];

export function isPacketName(text: string): text is PacketName {
  return (packetNames as readonly string[]).includes(text);
}
