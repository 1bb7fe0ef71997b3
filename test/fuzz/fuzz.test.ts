import { describe, expect, test } from 'vitest';
import { seededRandom } from '../../cli/corpus/random.ts';
import { FILE_TARGETS } from './files.ts';
import { corpus, type Failure, fuzzOnce, read, seedTexts } from './fuzz.ts';
import { mutated } from './mutate.ts';
import { TARGETS } from './targets.ts';

const INPUTS = 1_500;
const MUTATED_FILES = 60;

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

  test.each(FILE_TARGETS)(
    '$name, as a file: is read or refused in words, as it should be and mutated',
    async (target) => {
      const { name, seeds = [] } = target;
      const random = seededRandom(`file/${name}`);
      const texts = [...seeds, ...Array.from({ length: MUTATED_FILES }, () => mutated(random, seeds))];
      for (const [index, text] of texts.entries())
        expect((await read(target, text, `file/${name}/${index}`)).failure).toBeUndefined();
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
