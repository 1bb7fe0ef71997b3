import { datasetsOf, favourite } from '../datasets.ts';
import { DIALECTS } from '../dialects/index.ts';
import type { CorpusEvent, CorpusVendor, Dataset, Session } from '../model.ts';
import type { Random } from '../random.ts';
import type { World } from '../world.ts';

/** What a theft comes to at a vendor, at the least, in its own records: less would not be worth the trouble. */
const LEAST: Readonly<Record<CorpusVendor, number>> = {
  okta: 0,
  salesforce: 2000,
  snowflake: 20_000,
  mixpanel: 50_000,
  'google-workspace': 25,
  github: 5,
  aws: 40_000,
};

/** Evenly spread in its logarithm. */
export function logUniform(random: Random, low: number, high: number): number {
  return low * (high / low) ** random.uniform();
}

/** From eight to eight hundred times what the account takes on an ordinary day. */
export function bulkAmount(random: Random, vendor: CorpusVendor, usual: number): number {
  const amount = Math.max(LEAST[vendor] * logUniform(random, 1, 10), usual * logUniform(random, 8, 800));
  return Math.round(Math.min(amount, LEAST[vendor] * 1000));
}

export type Verb = 'export' | 'bulk';

export interface Theft {
  readonly startMs: number;
  readonly durationMs: number;
  readonly total: number;
  readonly datasets: readonly Dataset[];
  readonly verb: Verb;
}

/** A share of the whole from each dataset, at random moments, the first at the beginning. */
export function take(session: Session, theft: Theft): CorpusEvent[] {
  const { startMs, durationMs, total, datasets, verb } = theft;
  const { random, account } = session;
  const weights = datasets.map(() => 0.2 + random.uniform());
  const sum = weights.reduce((all, weight) => all + weight, 0);
  const moments = datasets.map((_, i) => (i === 0 ? 0 : random.uniform())).sort((a, b) => a - b);
  return datasets.flatMap((dataset, i) => {
    const rows = Math.max(1, Math.round((total * (weights[i] ?? 0)) / sum));
    const atMs = startMs + Math.floor((moments[i] ?? 0) * durationMs);
    return DIALECTS[account.vendor][verb](session, atMs, dataset, rows);
  });
}

/** Any datasets of the vendor, each once. */
export function anyDatasets(
  world: World,
  vendor: CorpusVendor,
  count: number,
  random: Random,
): readonly Dataset[] {
  const all = datasetsOf(world.catalogue, vendor);
  const start = random.between(0, 999);
  const chosen = new Set(Array.from({ length: count }, (_, n) => favourite({ taste: start }, n, all.length)));
  return [...chosen].flatMap((at) => all[at] ?? []);
}

/** Those that the account works with anyway. */
export function ownDatasets(
  world: World,
  vendor: CorpusVendor,
  taste: number,
  count: number,
): readonly Dataset[] {
  const all = datasetsOf(world.catalogue, vendor);
  const chosen = new Set(Array.from({ length: count }, (_, n) => favourite({ taste }, n, all.length)));
  return [...chosen].flatMap((at) => all[at] ?? []);
}

/** Of repositories each is one record, so that an amount is a number of them; of the rest a few hold it all. */
export function howMany(vendor: CorpusVendor, total: number, random: Random): number {
  return vendor === 'github' ? Math.min(100, Math.max(1, Math.round(total))) : random.between(2, 20);
}
