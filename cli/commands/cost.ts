import { type Bill, billOf, MODES } from '../cost/bill.ts';
import { priceList } from '../cost/prices.ts';
import { assumptionLines, billLines, tierTable } from '../cost/report.ts';
import { STEPS, takeSample } from '../cost/sample.ts';
import { RATES } from '../cost/tiers.ts';
import { UserError } from '../errors.ts';
import { progressBar } from '../render/progress.ts';

export interface CostOptions {
  readonly rate?: string;
  readonly region: string;
  readonly prices?: string;
  readonly seed: string;
  readonly json?: boolean;
}

/** The rate whose bill is shown line by line unless another is asked for. */
const SHOWN_RATE = 1000;

/** What Outflow costs, from what a synthetic company's events use in its real functions. */
export async function cost({ rate, region, prices, seed, json }: CostOptions): Promise<void> {
  const asked = rate === undefined ? undefined : rateFrom(rate);
  const list = priceList(region, prices);
  const progress = progressBar('Counting what a synthetic company uses', STEPS, process.stderr);
  const sample = await takeSample(seed, progress.advance);
  progress.end();
  const rates = asked === undefined ? RATES : [asked];
  const bills = MODES.map((mode) => ({
    mode,
    bills: rates.map((one): Bill => billOf(one, mode, sample, list)),
  }));
  if (json) {
    console.log(JSON.stringify({ region, prices: list, bills: bills.flatMap((one) => one.bills) }, null, 2));
    return;
  }
  const tables = bills.flatMap((one) => [...tierTable(one.mode, one.bills), '']);
  const details = MODES.flatMap((mode) => [
    ...billLines(billOf(asked ?? SHOWN_RATE, mode, sample, list)),
    '',
  ]);
  console.log([...tables, ...details, ...assumptionLines(sample, region, list)].join('\n'));
}

const MOST = 1_000_000;

function rateFrom(text: string): number {
  const rate = Number(text);
  if (text.trim() === '' || !Number.isFinite(rate) || rate < 0 || rate > MOST)
    throw new UserError(`--rate ${text}: expected events a second, from 0 to ${MOST}.`);
  return rate;
}
