const hint = /mqtt|topic|broker|[18]883|heclouds|client[_.\- ]?id|tcp:\/\/|\$sys\//i;

/** Whether anything in a text could be evidence of MQTT: where nothing is, a configuration in it has no clients. */
export function mentionsMqtt(text: string): boolean {
  return hint.test(text);
}
