import { describe, expect, test } from 'vitest';
import { corpus, type Failure, fuzzOnce, read, seedTexts } from './fuzz.ts';
import { TARGETS } from './targets.ts';

const INPUTS = 1_500;

describe('what strangers write', () => {
  test.each(TARGETS)(
    '$name: each input that was worth keeping is read without a throw, in time',
    async (target) => {
      const texts = corpus();
      expect(texts.length).toBeGreaterThan(20);
      for (const [index, text] of texts.entries())
        expect((await read(target, text, `corpus/${index}`)).failure).toBeUndefined();
    },
  );

  test(`${INPUTS} mutated events are read without a throw, in time, and accounted for`, async () => {
    const seeds = await seedTexts();
    const failures: Failure[] = [];
    for (let input = 0; input < INPUTS; input++) {
      const { failure } = await fuzzOnce(`test/${input}`, seeds);
      if (failure) failures.push(failure);
    }
    expect(failures).toEqual([]);
  });
});
