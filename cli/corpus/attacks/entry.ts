import { DAY_MS, MINUTE_MS, SECOND_MS } from '../../../shared/time.ts';
import { DIALECTS } from '../dialects/index.ts';
import { okta, signOn } from '../dialects/okta.ts';
import type { CorpusEvent } from '../model.ts';
import type { Random } from '../random.ts';
import { sessionOf, type World } from '../world.ts';
import type { Context } from './intruder.ts';
import { anyDatasets, bulkAmount, howMany, ownDatasets, take } from './take.ts';
import { type Owner, usualRecords } from './victims.ts';

/** Whose account is used, and from where. */
interface Intrusion {
  readonly world: World;
  readonly owner: Owner;
  readonly context: Context;
  readonly day: number;
  readonly random: Random;
}

export function anyTime(day: number, random: Random): number {
  return day * DAY_MS + random.between(0, DAY_MS - 1);
}

/** Through the identity provider, straight at the vendor, or with a session that was open already. */
export function enter(
  { world, owner: { person, tool }, context, random }: Intrusion,
  timeMs: number,
  byOkta = random.chance(0.6),
): CorpusEvent[] {
  const vendor = sessionOf(world, tool.account, context, random);
  const direct = DIALECTS[tool.account.vendor].signIn(vendor, timeMs + 40 * SECOND_MS);
  if (!byOkta) return random.chance(0.75) ? direct : [];
  const front = sessionOf(world, person.okta, context, random);
  return [
    ...okta.signIn(front, timeMs),
    signOn(front, timeMs + 35 * SECOND_MS, tool.account.vendor),
    ...direct,
  ];
}

/** Some things are looked at, then as much as possible is taken. */
export function grab(
  { world, owner, context, day, random }: Intrusion,
  startMs: number,
  durationMs: number,
): CorpusEvent[] {
  const { account, taste } = owner.tool;
  const { vendor } = account;
  const session = sessionOf(world, account, context, random);
  const total = bulkAmount(random, vendor, usualRecords(world, owner, day));
  const count = howMany(vendor, total, random);
  const datasets = random.chance(0.7)
    ? anyDatasets(world, vendor, count, random)
    : ownDatasets(world, vendor, taste, count);
  const looks = datasets
    .slice(0, random.between(0, 4))
    .flatMap((dataset, i) =>
      DIALECTS[vendor].look(session, startMs + i * 30 * SECOND_MS, dataset, random.between(5, 2000)),
    );
  const verb = context.client.browser === 'UNKNOWN' ? 'bulk' : 'export';
  return [
    ...looks,
    ...take(session, { startMs: startMs + 2 * MINUTE_MS, durationMs, total, datasets, verb }),
  ];
}
