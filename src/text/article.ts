/** A name of our own or of a page behind its article, as it is spoken: an assert, a user, an unsubscribe, a OneNET device. */
export function withArticle(name: string): string {
  return `${/^(?!eu|one|uni|us[aeu]|ut)[aeiou]/i.test(name) ? 'an' : 'a'} ${name}`;
}
