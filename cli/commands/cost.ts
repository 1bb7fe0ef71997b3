import { type Bill, billOf, MODES } from '../cost/bill.ts';
import { priceList } from '../cost/prices.ts';
import { assumptionLines, billLines, tierTable } from '../cost/report.ts';
import { STEPS, takeSample } from '../cost/sample.ts';
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
  const asked = rate === undefined ? undefined : numberFrom('--rate', rate, 'events a second', MOST);
  const given = people === undefined ? undefined : numberFrom('--people', people, 'people', MOST_PEOPLE);
  const list = priceList(region, prices);
  const progress = progressBar('Counting what a synthetic company uses', STEPS, process.stderr);
  const sample = await takeSample(seed, progress.advance);
  progress.end();
  const rates = asked === undefined ? RATES : [asked];
  const bills = MODES.map((mode) => ({
    mode,
    bills: rates.map((one): Bill => billOf(tierOf(one, given), mode, sample, list)),
  }));
  if (json) {
    console.log(JSON.stringify({ region, prices: list, bills: bills.flatMap((one) => one.bills) }, null, 2));
    return;
  }
  const tables = bills.flatMap((one) => [...tierTable(one.mode, one.bills), '']);
  const details = MODES.flatMap((mode) => [
    ...billLines(billOf(tierOf(asked ?? SHOWN_RATE, given), mode, sample, list)),
    '',
  ]);
  console.log([...tables, ...details, ...assumptionLines(sample, region, list)].join('\n'));
}

const MOST = 1_000_000;
const MOST_PEOPLE = 100_000_000;

function numberFrom(option: string, text: string, what: string, most: number): number {
  const number = Number(text);
  if (text.trim() === '' || !Number.isFinite(number) || number < 0 || number > most)
    throw new UserError(`${option} ${text}: expected ${what}, from 0 to ${most}.`);
  return number;
}
