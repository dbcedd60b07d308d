/** What a check looks at: `undefined` is unknown, `null` is known to be absent. */
export type FieldValue = number | string | null | undefined;

/**
 * The fields of one packet, flat. A packet of any kind is turned into one of these, so that a check is one function over it.
 * Sizes are in bytes, times in seconds, flags 0 or 1.
 */
export interface Subject {
  /** `3.1`, `3.1.1` or `5`. */
  protocol?: FieldValue;
  cleanSession?: FieldValue;
  keepAlive?: FieldValue;
  clientId?: FieldValue;
  username?: FieldValue;
  password?: FieldValue;
  /** Anything but `null` means that there is a will. */
  will?: FieldValue;
  willTopic?: FieldValue;
  willQos?: FieldValue;
  willRetain?: FieldValue;
  willPayloadBytes?: FieldValue;
  /** The topic name or filter, and its measure; a filter without its `$share/group/`. */
  topic?: FieldValue;
  topicLevels?: FieldValue;
  topicBytes?: FieldValue;
  qos?: FieldValue;
  retain?: FieldValue;
  dup?: FieldValue;
  payloadBytes?: FieldValue;
  filterCount?: FieldValue;
  /** Group of a shared subscription. */
  shareGroup?: FieldValue;
  /** Filters of the session, this one included. */
  subscriptions?: FieldValue;
}

export function levelCount(text: string): number {
  let levels = 1;
  for (let at = text.indexOf('/'); at >= 0; at = text.indexOf('/', at + 1)) levels++;
  return levels;
}
