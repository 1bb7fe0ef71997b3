import type { CorpusVendor, Dataset, Dialect } from './model.ts';
import type { Tool } from './population.ts';
import type { Random } from './random.ts';

/** What an organisation keeps at each vendor. The last tenth of it appears with the launches of products. */
export interface Catalogue {
  readonly datasets: ReadonlyMap<CorpusVendor, readonly Dataset[]>;
}

export function makeCatalogue(dialects: readonly Dialect[], random: Random): Catalogue {
  const datasets = new Map<CorpusVendor, readonly Dataset[]>();
  for (const { vendor, datasets: count, typicalRows } of dialects)
    datasets.set(
      vendor,
      Array.from({ length: count }, (_, number) => ({
        vendor,
        number,
        rows: typicalRows <= 1 ? 1 : random.logNormal(typicalRows, 1.4),
      })),
    );
  return { datasets };
}

export function datasetsOf({ datasets }: Catalogue, vendor: CorpusVendor): readonly Dataset[] {
  return datasets.get(vendor) ?? [];
}

/** Mostly one of the favourites, the first of them most; now and then anything that is popular. */
export function pickDataset(
  catalogue: Catalogue,
  tool: Tool,
  { launched, curiosity }: { readonly launched: boolean; readonly curiosity: number },
  random: Random,
): Dataset {
  const all = datasetsOf(catalogue, tool.account.vendor);
  const old = Math.max(1, Math.ceil(all.length * 0.9));
  if (launched && old < all.length && random.chance(0.25)) return random.pick(all.slice(old));
  const curious = random.chance(curiosity);
  // The square makes small numbers likely.
  const skew = random.uniform() ** 2;
  const at = curious ? Math.floor(skew * old) : favourite(tool, Math.floor(skew * tool.favourites), old);
  return all[at] as Dataset;
}

/** Spread over the vendor's datasets by a step that has no divisor in common with most lengths. */
export function favourite({ taste }: Pick<Tool, 'taste'>, n: number, count: number): number {
  return (taste * 31 + n * 17) % count;
}
