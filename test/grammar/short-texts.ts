/** Every text of at most `length` of these parts, the empty one first. */
export function* shortTexts(parts: readonly string[], length: number, before = ''): Generator<string> {
  yield before;
  if (length > 0) for (const part of parts) yield* shortTexts(parts, length - 1, before + part);
}
