import { type Bill, billOf, MODES } from '../cost/bill.ts';
import { type PriceList, priceList } from '../cost/prices.ts';
import { assumptionLines, billLines, tierTable } from '../cost/report.ts';
import { type Sample, STEPS, takeSample } from '../cost/sample.ts';
import { RATES, tierOf } from '../cost/tiers.ts';
import { UserError } from '../errors.ts';
import { progressBar } from '../render/progress.ts';

export interface CostOptions {
  readonly rate?: string;
  readonly people?: string;
  readonly region: string;
  readonly prices?: string;
  readonly seed: string;
  readonly json?: boolean;
}

/** The rate whose bill is shown line by line unless another is asked for. */
const SHOWN_RATE = 1000;

/** What Outflow costs, from what a synthetic company's events use in its real functions. */
export async function cost({ rate, people, region, prices, seed, json }: CostOptions): Promise<void> {
  const asked: Asked = {
    ...(rate !== undefined && { rate: numberFrom('--rate', rate, 'events a second', MOST) }),
    ...(people !== undefined && { people: numberFrom('--people', people, 'people', MOST_PEOPLE) }),
    region,
    list: priceList(region, prices),
  };
  const progress = progressBar('Counting what a synthetic company uses', STEPS, process.stderr);
  const sample = await takeSample(seed, progress.advance);
  progress.end();
  console.log(json ? JSON.stringify(costData(sample, asked), null, 2) : costLines(sample, asked).join('\n'));
}

/** What is asked of a sample: one rate, in events a second, or all of `RATES`; people, or as many as its events tell of. */
interface Asked {
  readonly rate?: number;
  readonly people?: number;
  readonly region: string;
  readonly list: PriceList;
}

function costData(sample: Sample, { rate, people, region, list }: Asked) {
  const rates = rate === undefined ? RATES : [rate];
  const bills = MODES.flatMap((mode) =>
    rates.map((one): Bill => billOf(tierOf(one, people), mode, sample, list)),
  );
  return { region, prices: list, bills };
}

/** A table of all rates for each mode, the bill of one rate line by line, and what both assume. */
export function costLines(sample: Sample, asked: Asked): string[] {
  const { rate = SHOWN_RATE, people, region, list } = asked;
  const { bills } = costData(sample, asked);
  const tables = MODES.map((mode) =>
    tierTable(
      mode,
      bills.filter((bill) => bill.mode === mode),
    ),
  );
  const details = MODES.map((mode) => billLines(billOf(tierOf(rate, people), mode, sample, list)));
  return [
    ...[...tables, ...details].flatMap((lines) => [...lines, '']),
    ...assumptionLines(sample, region, list),
  ];
}

const MOST = 1_000_000;
const MOST_PEOPLE = 100_000_000;

function numberFrom(option: string, text: string, what: string, most: number): number {
  const number = Number(text);
  if (text.trim() === '' || !Number.isFinite(number) || number < 0 || number > most)
    throw new UserError(`${option} ${text}: expected ${what}, from 0 to ${most}.`);
  return number;
}
