/** Markdown with texts of other people in it, and what is left of it for editors that show plain text only. */
import { type ClientCapabilities, type MarkupContent, MarkupKind } from 'vscode-languageserver';

const longest = 200;

/** A text as code, whatever it holds. */
export function code(text: string): string {
  const shown = text.length > longest ? `${text.slice(0, longest)}…` : text;
  const line = shown.replace(/[\p{Cc}\u2028\u2029]/gu, ' ').toWellFormed();
  const fence = line.includes('`') ? '``' : '`';
  const blank = fence.length > 1 || line.trim() !== line ? ' ' : '';
  // Two backticks in a row would end it.
  return `${fence}${blank}${line.replaceAll('``', "''")}${blank}${fence}`;
}

/** A text as it is: nothing in it is a link, a tag or emphasis. */
export function plain(text: string): string {
  return text.replace(/[\p{Cc}\u2028\u2029]/gu, ' ').replace(/[\\`*_{}[\]<>|~]|^[#!+-]/g, '\\$&');
}

/** An address of the package, of a file or of a web page as a link. */
export function link(title: string, url: string | undefined): string {
  if (url === undefined || !/^[a-z-]+:\/\/[^\s<>]+$/.test(url)) return plain(title);
  return `[${plain(title)}](${url.replaceAll('(', '%28').replaceAll(')', '%29')})`;
}

export function markup(text: string, kinds: readonly MarkupKind[] | undefined): MarkupContent {
  if (!kinds || kinds.includes(MarkupKind.Markdown)) return { kind: MarkupKind.Markdown, value: text };
  return {
    kind: MarkupKind.PlainText,
    value: text.replace(/\]\(([^)\s]+)\)/g, ' $1]').replace(/\*\*|`|\\(?=[^\w\s])/g, ''),
  };
}

/** What a hover says, a paragraph each; those that have nothing to say are left out. */
export function hoverText(paragraphs: readonly (string | undefined)[], client: ClientCapabilities): MarkupContent {
  return markup(paragraphs.filter((part) => part !== undefined && part !== '').join('\n\n'), hoverKinds(client));
}

export function hoverKinds(client: ClientCapabilities): readonly MarkupKind[] | undefined {
  return client.textDocument?.hover?.contentFormat;
}
