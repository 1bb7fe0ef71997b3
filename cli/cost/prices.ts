import { readFileSync } from 'node:fs';
import { UserError } from '../errors.ts';
import shipped from './prices.json' with { type: 'json' };

/** What one region's price list says, each price with where it was read. */
export interface PriceList {
  /** ISO date. */
  readonly readOn: string;
  readonly sources: Readonly<Record<string, string>>;
  readonly prices: Readonly<Record<PriceName, Price>>;
}

export interface Price {
  readonly usd: number;
  readonly per: string;
  /** Into `sources`. */
  readonly source: string;
}

export type PriceName = keyof (typeof shipped)['us-east-1']['prices'];
export const DEFAULT_REGION = 'us-east-1';
const NAMES = Object.keys(shipped[DEFAULT_REGION].prices) as readonly PriceName[];

/** Of the shipped file, or of one's own in the same form: AWS has many regions, and prices change. */
export function priceList(region: string, file?: string): PriceList {
  const lists: Readonly<Record<string, unknown>> = file === undefined ? shipped : readLists(file);
  const list = lists[region];
  if (typeof list !== 'object' || list === null)
    throw new UserError(
      `There are no prices of ${region}: ${file ?? 'Outflow'} has ${Object.keys(lists).join(', ') || 'none'}. Copy cli/cost/prices.json, fill in those of your region and give it with --prices FILE.`,
    );
  return checked(list, `${file ?? 'cli/cost/prices.json'}: ${region}`);
}

function readLists(file: string): Readonly<Record<string, unknown>> {
  try {
    const lists: unknown = JSON.parse(readFileSync(file, 'utf8'));
    if (typeof lists === 'object' && lists !== null && !Array.isArray(lists))
      return lists as Readonly<Record<string, unknown>>;
  } catch (error) {
    throw new UserError(
      `--prices ${file} cannot be read: ${error instanceof Error ? error.message : error}.`,
    );
  }
  throw new UserError(`--prices ${file}: expected an object with a price list for each region.`);
}

function checked(list: unknown, where: string): PriceList {
  const { readOn, sources, prices } = list as Partial<PriceList>;
  if (typeof readOn !== 'string' || !/^\d{4}-\d\d-\d\d$/.test(readOn))
    throw new UserError(`${where}: readOn has to be the date on which the prices were read, as 2026-11-25.`);
  for (const name of NAMES) {
    const price: Partial<Price> | undefined = prices?.[name];
    if (typeof price?.usd !== 'number' || !(price.usd >= 0))
      throw new UserError(`${where}: the price ${name} is missing or no number of zero or more.`);
    if (price.source === undefined || sources?.[price.source] === undefined)
      throw new UserError(`${where}: the price ${name} names no source of the list.`);
  }
  // Every price and its source has just been looked at.
  return list as PriceList;
}
