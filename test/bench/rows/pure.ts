import type { Dialect } from '../events.ts';
import { floor } from '../floor.ts';
import { type Figure, interleaved, type Row } from '../measure.ts';
import { purePath, pureStateOf } from '../pure-path.ts';
import { BATCH_RECORDS, batchesOf } from '../warm.ts';

const MILLION = 1_000_000;
/** Events of one account in one batch of a thousand, fewest first: those warm up what the others measure. */
const SHAPES = [
  { actors: 1000, perEntity: 1, batches: 1 },
  { actors: 1000, perEntity: 10, batches: 2 },
  { actors: 1000, perEntity: 100, batches: 6 },
  { actors: 1, perEntity: 1000, batches: 6 },
] as const;

export const row: Row = {
  title: 'Whole pure path with warm profiles: decode, enrich, ledgers, profiles, judging, findings',
  measure: async () => [...(await ofDialect('okta', 'Okta')), ...(await ofDialect('aws', 'CloudTrail'))],
};

async function ofDialect(dialect: Dialect, title: string): Promise<Figure[]> {
  const { pure: state } = await pureStateOf(dialect);
  const run = (batches: ReturnType<typeof batchesOf>) => {
    for (const batch of batches) purePath(batch, state);
  };
  const figures: Figure[] = [];
  let from = 0;
  for (const { actors, perEntity, batches } of SHAPES) {
    const times = await interleaved(
      () => {
        const shape = { perEntity, batches, from };
        // No event comes twice.
        from += batches;
        return {
          few: batchesOf(dialect, { ...shape, actors }),
          many: batchesOf(dialect, { ...shape, actors: MILLION }),
        };
      },
      { floor: ({ few }) => few.forEach(floor), few: ({ few }) => run(few), many: ({ many }) => run(many) },
    );
    const name = `${title}, ${perEntity} events of an account in a batch`;
    figures.push({
      name: `${name}, ${actors} accounts`,
      value: times.few / times.floor,
      unit: 'x floor',
      ...(perEntity === 100 ? { limit: { kind: 'at most', value: 3 } } : {}),
      note: `${((1000 * times.few) / batches / BATCH_RECORDS).toFixed(1)} us an event`,
    });
    if (actors > 1)
      figures.push({
        name: `${name}, ${MILLION} accounts`,
        value: times.many / times.few,
        unit: `x ${actors} accounts`,
        limit: { kind: 'at most', value: 1.3 },
      });
  }
  return figures;
}
