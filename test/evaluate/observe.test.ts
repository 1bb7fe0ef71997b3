import { expect, test } from 'vitest';
import { PROMPT } from '../../cli/evaluate/delivery.ts';
import { run } from '../../cli/evaluate/job.ts';
import { JUDGING } from '../../shared/assess.ts';
import { DEFAULT_SETTINGS } from '../../shared/settings.ts';

test('an attack is looked at after each of its first exports, however many events came before them', async () => {
  const { attacks } = await run(
    {
      seed: 'observe',
      people: 12,
      services: 2,
      firstDay: 20_458,
      warmDays: 14,
      countedDays: 5,
      attacks: 2,
      scenarios: ['spray-then-export'],
      delivery: PROMPT,
      settings: DEFAULT_SETTINGS,
    },
    JUDGING,
  );
  expect(attacks.length).toBeGreaterThan(0);
  for (const { moments, events, records } of attacks) {
    const before = moments.find(({ takings }) => takings > 0);
    expect(before?.takings).toBe(1);
    expect(before?.events).toBeGreaterThan(12);
    const last = moments.at(-1);
    expect(last).toMatchObject({ events, records });
    const most = Math.min(12, last?.takings ?? 0);
    expect(most).toBeGreaterThan(1);
    const seen = new Set(moments.map(({ takings }) => takings));
    for (let takings = 1; takings <= most; takings++) expect(seen).toContain(takings);
  }
});
