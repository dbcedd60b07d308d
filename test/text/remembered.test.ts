import v8 from 'node:v8';
import vm from 'node:vm';
import { describe, expect, it } from 'vitest';
import { remembered } from '../../src/text/remembered.js';

v8.setFlagsFromString('--expose-gc');
const collectGarbage = vm.runInNewContext('gc') as () => void;

function counting<T>(find: (text: string) => T) {
  const asked: string[] = [];
  return {
    asked,
    find: (text: string): T => {
      asked.push(text);
      return find(text);
    },
  };
}

describe('what is remembered of texts', () => {
  it('is found once for each, also where it is nothing', () => {
    const { asked, find } = counting((text) => (text === 'b' ? undefined : text.length));
    const known = remembered(find, { most: 10, longest: 10 });
    expect(['aa', 'b', 'aa', 'b'].map(known)).toEqual([2, undefined, 2, undefined]);
    expect(asked).toEqual(['aa', 'b']);
  });

  it('is forgotten when it is too much, and not kept of long texts', () => {
    const { asked, find } = counting((text) => text.toUpperCase());
    const known = remembered(find, { most: 2, longest: 3 });
    expect(['a', 'b', 'c', 'a', 'long', 'long'].map(known)).toEqual(['A', 'B', 'C', 'A', 'LONG', 'LONG']);
    expect(asked).toEqual(['a', 'b', 'c', 'a', 'long', 'long']);
  });

  it('keeps no text that a piece was cut from', () => {
    const known = remembered((text) => text.length, { most: 1000, longest: 100 });
    collectGarbage();
    const before = process.memoryUsage().heapUsed;
    for (let file = 0; file < 40; file++) {
      const text = Buffer.from(`host-${file}.in.some.domain.example.com ${'x'.repeat(1_000_000)}`).toString();
      known(text.slice(0, text.indexOf(' ')));
    }
    collectGarbage();
    expect(process.memoryUsage().heapUsed - before).toBeLessThan(10_000_000);
  });
});
