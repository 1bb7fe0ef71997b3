import type { PagedDay } from '../../shared/calibration/lines.ts';
import { parseEntity } from '../../shared/entity.ts';
import { findingId } from '../../shared/finding.ts';
import { untrusted } from '../../shared/page/untrusted.ts';
import type { Size } from '../../shared/settings.ts';
import { dayText } from '../../shared/time.ts';
import { grouped } from '../../shared/words.ts';
import { HASH_KEY } from '../backtest/ways.ts';
import { table } from '../render/table.ts';
import type { JudgedDay } from './days.ts';

const SHOWN = 10;

/** A day that counts as a false incident, or did before, as whoever knows that it was none can look at it and exclude it. */
export interface Counted {
  /** Of its finding, where the same logs were given to `backtest`. */
  readonly id: string;
  readonly account: string;
  readonly name: string;
  readonly day: string;
  readonly score: number;
  /** From which score on a day of its size counts. */
  readonly line: number;
  /** Of what was taken: a large amount, or an unknown one, counts from a lower line on. */
  readonly size: Size;
  /** What `--exclude` takes. */
  readonly exclude: string;
}

export function countedAmong(incidents: readonly PagedDay<JudgedDay>[]): Counted[] {
  return incidents.slice(0, SHOWN).map(({ entity, names: [name = ''], day, score, line, size }) => {
    const account = accountOf(entity);
    const date = dayText(day);
    return {
      id: findingId(HASH_KEY, entity, day),
      account,
      name,
      day: date,
      score: Math.round(score * 100) / 100,
      line,
      size,
      exclude: `${account}@${date}`,
    };
  });
}

function accountOf(entity: string): string {
  const parsed = parseEntity(entity);
  if (parsed.kind === 'source') return parsed.address;
  if (parsed.kind !== 'actor') return entity;
  const { vendor, tenant, uid } = parsed;
  return tenant === 'default' ? `${vendor}/${uid}` : `${vendor}/${tenant}/${uid}`;
}

const SIZE_TEXTS: Readonly<Record<Size, string>> = {
  ordinary: '',
  unknown: ', size unknown',
  large: ', large amount',
};

/** A theft among them raises the line until it is not found: it has to be seen. */
export function countedLines(incidents: readonly PagedDay<JudgedDay>[]): string[] {
  if (incidents.length === 0) return [];
  return [
    '',
    'Counted as false, worst first. If one was none, exclude it by what stands under EXCLUDE:',
    ...tableOf(incidents),
    EXPLAINED,
  ];
}

/** A theft among them would be told no more: it has to be seen what the line costs. */
export function silencedLines(days: readonly PagedDay<JudgedDay>[]): string[] {
  if (days.length === 0) return [];
  return [
    '',
    `Paged with the settings as they were, and no more, worst first: ${grouped(days.length)}. If one was a theft, exclude it:`,
    ...tableOf(days),
    EXPLAINED,
  ];
}

const EXPLAINED = 'npx outflow show ID --from backtest explains them, once backtest has read the same logs.';

function tableOf(days: readonly PagedDay<JudgedDay>[]): string[] {
  const counted = countedAmong(days.toSorted((a, b) => b.score - a.score));
  const rest = days.length - counted.length;
  return [
    ...table([
      ['SCORE', 'COUNTS FROM', 'WHO', 'FINDING', 'EXCLUDE'],
      ...counted.map(({ id, name, account, score, line, size, exclude }) => [
        score.toFixed(2),
        `${line.toFixed(2)}${SIZE_TEXTS[size]}`,
        untrusted(name === '' ? account : name, 32),
        id.slice(0, 10),
        untrusted(exclude, 80),
      ]),
    ]),
    ...(rest > 0 ? [`and ${grouped(rest)} more`] : []),
  ];
}
