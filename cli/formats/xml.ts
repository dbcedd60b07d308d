/** Text in XML 1.0. */

/**
 * For an attribute or between tags. Line ends and tabs are written as numbers, because attributes would lose them; what XML 1.0
 * cannot hold at all (section 2.2) becomes a visible sign.
 */
export function xml(text: string): string {
  return text.replaceAll(/[&<>"'\t\n\r\u0000-\u001F\u007F-\u009F\uFFFE\uFFFF]|\p{Cs}/gu, (character) => {
    const name = names[character];
    if (name !== undefined) return name;
    const code = character.charCodeAt(0);
    if (code === 0x09 || code === 0x0a || code === 0x0d || (code >= 0x7f && code <= 0x9f)) return `&#${code};`;
    return code < 0x20 ? String.fromCharCode(0x2400 + code) : '\uFFFD';
  });
}

const names: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&apos;',
};
