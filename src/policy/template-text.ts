/** Names in braces, in the text of a template or in the place of a value. */

const whole = /^\{([A-Za-z][A-Za-z0-9_-]{0,63})\}$/;

/** The name in a text that is nothing but a name in braces. */
export function nameInBraces(text: string): string | undefined {
  return whole.exec(text)?.[1];
}

/** Each pair of doubled braces, and each name or list of alternatives in braces. */
const holes = /\{\{|\}\}|\{([^{}]*)\}/g;

/** The text with each name that `value` knows replaced by its value; braces of the value are doubled. */
export function fillNames(text: string, value: (name: string) => string | undefined): string {
  return text.replace(holes, (hole, name: string | undefined) => {
    const filled = name === undefined ? undefined : value(name);
    return filled === undefined ? hole : filled.replace(/[{}]/g, '$&$&');
  });
}
