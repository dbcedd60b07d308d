interface Bounds {
  /** So many texts are kept; when there are more, all are forgotten. */
  readonly most: number;
  /** UTF-16 units; what is said of a longer text is not kept. */
  readonly longest: number;
}

/** The same function, which remembers what it said of a text: many clients are at few brokers. */
export function remembered<T>(find: (text: string) => T, { most, longest }: Bounds): (text: string) => T {
  const known = new Map<string, T>();
  return (text) => {
    const before = known.get(text);
    if (before !== undefined || known.has(text)) return before as T;
    if (text.length > longest) return find(text);
    const kept = detached(text);
    const found = find(kept);
    if (known.size >= most) known.clear();
    known.set(kept, found);
    return found;
  };
}

/** A copy: a piece of a file's text would keep the whole text in memory. */
export function detached(piece: string): string {
  return piece.split('').join('');
}
