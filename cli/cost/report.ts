import { plural } from '../../shared/words.ts';
import { table } from '../render/table.ts';
import { ASSUMED, type Bill, type Mode } from './bill.ts';
import type { PriceList } from './prices.ts';
import type { Sample } from './sample.ts';

const SERVICES = ['Kinesis', 'DynamoDB', 'Lambda', 'S3', 'CloudWatch', 'KMS', 'SNS'] as const;

/** A column for each rate: what each service costs a month, and what a million events cost in all. */
export function tierTable(mode: Mode, bills: readonly Bill[]): string[] {
  const row = (name: string, of: (bill: Bill) => string) => [name, ...bills.map(of)];
  const serviceUsd = (bill: Bill, service: string) =>
    bill.lines.reduce((sum, line) => sum + (line.service === service ? line.usd : 0), 0);
  const shown = SERVICES.filter((service) => bills.some((bill) => serviceUsd(bill, service) >= 0.005));
  return rightAligned([
    row(`dollars a month, ${mode}`, ({ tier }) => rateText(tier.eventsPerSecond)),
    ...shown.map((service) => row(service, (bill) => dollars(serviceUsd(bill, service)))),
    row('together', ({ usd }) => dollars(usd)),
    row('a million events', ({ usdPerMillion }) =>
      usdPerMillion === undefined ? '' : dollars(usdPerMillion),
    ),
  ]);
}

/** Where the money of one rate goes, most first. */
export function billLines({
  mode,
  tier,
  lines,
  usd,
  usdPerMillion,
  shards,
  windowSeconds,
  peoplesShare,
  state,
}: Bill): string[] {
  const millions = usdPerMillion === undefined ? Number.POSITIVE_INFINITY : usd / usdPerMillion;
  const shown = lines.filter((line) => line.usd >= usd / 1000).sort((a, b) => b.usd - a.usd);
  const whose =
    tier.eventsPerSecond === 0
      ? 'nobody does anything'
      : `${count(tier.people)} people do ${Math.round(peoplesShare * 100)} % of it, ${count(tier.programs)} programs the rest`;
  return [
    `${rateText(tier.eventsPerSecond)}, ${mode}: ${plural(shards, 'shard')}, windows of ${windowSeconds} s; ${whose}`,
    `The state table is asked for ${count(Math.ceil(state.reads))} read units and ${count(Math.ceil(state.writes))} write units a second.`,
    ...rightAligned([
      ['', 'a month', 'a million events', 'share'],
      ...shown.map((line) => [
        `${line.service}: ${line.item}`,
        dollars(line.usd),
        usdPerMillion === undefined ? '' : (line.usd / millions).toFixed(3),
        `${Math.round((line.usd / usd) * 100)} %`,
      ]),
      ['together', dollars(usd), usdPerMillion === undefined ? '' : usdPerMillion.toFixed(3), ''],
    ]),
  ];
}

export function assumptionLines(sample: Sample, region: string, { readOn }: PriceList): string[] {
  const { days, cpuMs, utilisation, windowSeconds } = ASSUMED;
  return [
    `Counted: ${count(sample.week.events)} events of a week of people and scheduled programs, and programs of eleven paces without a pause, through detect and alert; requests, units by the size of every item, log lines, archive objects.`,
    'Assumed:',
    ...[
      `Prices of ${region}, read on ${readOn}; no free tier, no discount, no taxes, no vendors' or subscribers' charges.`,
      'People: 2,000 times the root of the events a second. Programs: 5 for each event a second, the k-th of them with 1/k of the events of the first; at their usual pace they have no findings.',
      `One event a record, as it happens; one execution environment for each shard. A steady load: ${Math.round(utilisation * 100)} % of what is provisioned is used.`,
      `On demand the mapping gathers records for ${windowSeconds['on demand']} s, as the stack comes; provisioned for ${windowSeconds.provisioned} s.`,
      `Kept: ${days.stream} days on the stream, ${days.logs} days of logs, ${days.archive} days of raw records, ${days.ledgers} days of ledgers.`,
      `CPU of detect in ms: ${cpuMs.event} an event, ${cpuMs.entity} an account and batch, ${cpuMs.ledgerKb} a KB of ledger, ${cpuMs.request} a write, ${cpuMs.batch} a batch. Other functions run ${ASSUMED.otherMs} ms.`,
      `${ASSUMED.metrics} metrics, ${ASSUMED.alarms} alarms; services ask for a data key every ${ASSUMED.keyMinutes} minutes.`,
    ].map((line) => `- ${line}`),
  ];
}

/** Two digits that count, and whole dollars from ten on. */
function dollars(usd: number): string {
  if (usd >= 9.995) return count(Math.round(usd));
  return usd.toFixed(2);
}

function count(value: number): string {
  return value.toLocaleString('en-US');
}

function rateText(rate: number): string {
  return rate === 0 ? 'idle' : `${count(rate)}/s`;
}

function rightAligned(rows: readonly (readonly string[])[]): string[] {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  return table(
    rows.map((row) => row.map((cell, column) => (column === 0 ? cell : cell.padStart(widths[column] ?? 0)))),
  );
}
