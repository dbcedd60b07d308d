import { setImmediate as nextTurn } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { Later } from '../../cli/serve/later.js';

describe('work that is put off', () => {
  it('is done in its order when the turn is over, each piece whatever became of the others', async () => {
    const done: string[] = [];
    const failed: unknown[] = [];
    const later = new Later((error) => failed.push(error));
    later.add(() => done.push('one'));
    later.add(() => {
      throw new Error('two');
    });
    later.add(() => done.push('three'));
    expect(done).toEqual([]);
    await nextTurn();
    expect(done).toEqual(['one', 'three']);
    expect(failed).toEqual([new Error('two')]);
    later.add(() => done.push('four'));
    later.finish();
    expect(done).toEqual(['one', 'three', 'four']);
    await nextTurn();
    expect(done.length).toBe(3);
  });
});
