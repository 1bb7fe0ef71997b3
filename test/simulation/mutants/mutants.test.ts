import { describe, expect, test } from 'vitest';
import caught from './caught.json' with { type: 'json' };
import { hunt, MUTANT_NAMES } from './hunters.ts';

/** As `npm run mutants` found and wrote them down; whatever is not there is hunted from the first seed on. */
const CAUGHT: Readonly<Record<string, number>> = caught;

/** A simulation that lets a wrong design pass proves nothing about ours. */
describe('of the designs that are known to be wrong, the simulation catches that', () => {
  test.each(MUTANT_NAMES)(
    '%s',
    async (name) => {
      const { seeds, violation } = await hunt(name, 300, CAUGHT[name]);
      expect(seeds, 'lives that it survived').toBeDefined();
      expect(violation).not.toBe('');
      // Ends what hangs, also where many share a core.
    },
    600_000,
  );

  test('names the mutant that is not there', async () => {
    await expect(hunt('no such design', 1)).rejects.toThrow(/no mutant "no such design"/);
  });
});
