/**
 * Keys that stand twice in one object of a JSON text, with how deep the object is (1 for the outermost). `JSON.parse` keeps the
 * last of two and says nothing. The text has to be well-formed.
 */
export function* repeatedKeys(text: string): Generator<{ readonly key: string; readonly depth: number }> {
  // The keys of each object that is open; nothing for a list.
  const open: (Set<string> | undefined)[] = [];
  for (let at = 0; at < text.length; at++) {
    const character = text[at];
    if (character === '{') open.push(new Set());
    else if (character === '[') open.push(undefined);
    else if (character === '}' || character === ']') open.pop();
    else if (character === '"') {
      const end = endOfString(text, at);
      const keys = open.at(-1);
      if (keys && followedByColon(text, end)) {
        const key = JSON.parse(text.slice(at, end)) as string;
        if (keys.has(key)) yield { key, depth: open.length };
        keys.add(key);
      }
      at = end - 1;
    }
  }
}

/**
 * Whether plainly no key stands twice in the text of this value: every text has two quotes, and all quotes are those of keys and texts
 * that are left. `false` says nothing yet: told are objects without objects or lists in them, and texts without a backslash.
 */
export function hasUniqueKeys(text: string, value: object): boolean {
  let expected = 0;
  for (const key in value) {
    const inner = (value as Record<string, unknown>)[key];
    if (typeof inner === 'object' && inner !== null) return false;
    expected += typeof inner === 'string' ? 4 : 2;
  }
  let quotes = 0;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === 0x5c) return false;
    if (code === 0x22) quotes++;
  }
  return quotes === expected;
}

/** The offset after the closing quote of a well-formed string. */
function endOfString(text: string, start: number): number {
  let at = start + 1;
  while (text[at] !== '"') at += text[at] === '\\' ? 2 : 1;
  return at + 1;
}

function followedByColon(text: string, at: number): boolean {
  let next = at;
  while (/\s/.test(text[next] ?? '')) next++;
  return text[next] === ':';
}
