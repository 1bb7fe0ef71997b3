import { resolve } from 'node:path';
import { ACTOR_CLASSES, type ActorClass } from '../../shared/activity.ts';
import { JUDGING } from '../../shared/assess.ts';
import { type Calibration, type CalibrationFile, SHIPPED } from '../../shared/calibration/file.ts';
import {
  actorWeeks,
  countedWith,
  type Line,
  lineFor,
  type PagedDay,
  pagedDays,
  silencedDays,
  withLines,
} from '../../shared/calibration/lines.ts';
import { rateInterval } from '../../shared/calibration/rate.ts';
import { blendTails, ENOUGH_WEEKS } from '../../shared/calibration/tails.ts';
import type { Detector } from '../../shared/detectors/detector.ts';
import { sha256Hex } from '../../shared/hash.ts';
import { dayText } from '../../shared/time.ts';
import type { Vendor } from '../../shared/vendors/vendor.ts';
import { grouped, plural } from '../../shared/words.ts';
import { WARM_DAYS } from '../backtest/short-log.ts';
import { countedAmong, countedLines, silencedLines } from '../calibrate/counted.ts';
import { collectDays, type JudgedDay } from '../calibrate/days.ts';
import { type Exclusions, readExclusions } from '../calibrate/exclusions.ts';
import { UserError } from '../errors.ts';
import {
  type History,
  type HistoryOptions,
  historyLines,
  readHistory,
  spanOf,
} from '../history/read-history.ts';
import { replay } from '../history/replay.ts';
import { filesIn } from '../input/files.ts';
import { loadCalibration, SETTINGS_FILE } from '../load-calibration.ts';
import { table } from '../render/table.ts';
import { loadDetectors } from '../rules/detectors.ts';
import { whoseLogs } from '../whose-logs.ts';
import { checkWritable, writeOut } from '../writable.ts';

export interface CalibrateOptions extends HistoryOptions {
  /** False incidents per 1,000 actor-weeks. */
  readonly budget: string;
  readonly exclude?: readonly string[];
  readonly settings?: string;
  readonly rules?: string;
  readonly out?: string;
  readonly json?: boolean;
}

/** Ids stay on this machine. */
const HASH_KEY = Buffer.from(sha256Hex('outflow calibrate'), 'hex');
/** Beyond what only teaches. */
const LEAST_DAYS = 7;

/** Fits tail tables and page lines to one's own history, which counts as harmless but for what is excluded. */
export async function calibrate(paths: readonly string[], options: CalibrateOptions): Promise<void> {
  const files = await filesIn(paths);
  const budget = readBudget(options.budget);
  const exclusions = readExclusions(options.exclude ?? []);
  if (options.out !== undefined) await checkWritable(options.out, '--out');
  const before = {
    ...(await loadCalibration(options.settings)),
    own: await loadDetectors(options.rules),
    vendors: (await whoseLogs(options)).mapped,
  };
  const history = await readHistory(files, options, HASH_KEY);
  try {
    const { first, last } = spanOf(history);
    if (last - first + 1 < WARM_DAYS + LEAST_DAYS)
      throw new UserError(
        `The logs hold ${plural(last - first + 1, 'day')}: the first ${WARM_DAYS} only teach, so give at least ${WARM_DAYS + LEAST_DAYS}.`,
      );
    const fitted = await fitTo(history, before, exclusions, budget);
    const file = fileOf(fitted, budget, history);
    if (options.out !== undefined) await writeOut(options.out, `${JSON.stringify(file, null, 2)}\n`);
    if (options.json) console.log(JSON.stringify(file, null, 2));
    else console.log([...historyLines(history), ...lines(fitted, budget, options.out)].join('\n'));
  } finally {
    history.spool.remove();
  }
}

function readBudget(text: string): number {
  const budget = Number(text);
  if (budget > 0 && budget <= 1000) return budget;
  throw new UserError(
    `--budget ${text} is no number of false incidents per 1,000 actor-weeks: write one such as 1.`,
  );
}

interface Fitted extends Calibration {
  readonly lines: Readonly<Record<ActorClass, Line<JudgedDay>>>;
  /** With the settings that it began with. */
  readonly before: { readonly incidents: number; readonly weeks: number };
  /** Told of with these, and not with those that were fitted. */
  readonly silenced: readonly PagedDay<JudgedDay>[];
}

/** What it begins with. */
interface Before extends Calibration {
  /** Detectors of one's own. */
  readonly own: readonly Detector[];
  /** Those that mappings describe. */
  readonly vendors: readonly Vendor[];
}

/** Twice through the history: once to fit the tails, once to see what scores they give. */
async function fitTo(
  history: History,
  before: Before,
  exclusions: Exclusions,
  budget: number,
): Promise<Fitted> {
  const now = await daysOf(history, before, exclusions, 'Fitting');
  const [missed] = exclusions.unmet();
  if (missed !== undefined)
    throw new UserError(
      `--exclude ${missed} names nothing in these logs: give an account's id, e-mail address or name, a day such as 2026-06-01, or ACCOUNT@DAY.`,
    );
  const weeks = {
    person: actorWeeks(now.filter(({ actor }) => actor === 'person')),
    service: actorWeeks(now.filter(({ actor }) => actor === 'service')),
  };
  const detectors = detectorsWith(before.own).map(({ uid }) => uid);
  const tails = blendTails(now, weeks, detectors, SHIPPED.tails);
  const days = await daysOf(history, { ...before, tails }, exclusions, 'Weighing');
  const own = {
    person: days.filter(({ actor }) => actor === 'person'),
    service: days.filter(({ actor }) => actor === 'service'),
  };
  const person = lineFor(own.person, 'person', budget, before.settings);
  const service = lineFor(own.service, 'service', budget, before.settings);
  const settings = withLines(before.settings, { person: person.pageScore, service: service.pageScore });
  const fitted = {
    person: countedWith(settings, own.person, person),
    service: countedWith(settings, own.service, service),
  };
  const paged = pagedDays(now, before.settings);
  return {
    settings,
    tails,
    lines: fitted,
    before: { incidents: paged.length, weeks: actorWeeks(now) },
    silenced: silencedDays(paged, [...fitted.person.incidents, ...fitted.service.incidents]),
  };
}

function detectorsWith(own: readonly Detector[]): readonly Detector[] {
  return [...JUDGING.detectors, ...own];
}

/** Without match rules: their authors say what they are worth, and no line can change it. */
async function daysOf(
  history: History,
  { settings, tails, own, vendors }: Before,
  exclusions: Exclusions,
  label: string,
): Promise<readonly JudgedDay[]> {
  const judging = { detectors: detectorsWith(own), tails };
  const fromDay = spanOf(history).first + WARM_DAYS;
  const { days, onBatch } = collectDays(fromDay, exclusions, judging, settings, vendors);
  await replay(history, { hashKey: HASH_KEY, settings, judging, vendors, label, onBatch });
  return [...days.values()];
}

function fileOf(
  { settings, tails, lines: fitted, silenced }: Fitted,
  budget: number,
  history: History,
): CalibrationFile {
  const { first, last } = spanOf(history);
  const about = (actor: ActorClass) => {
    const { weeks, incidents, rate, surePageScore } = fitted[actor];
    return {
      actorWeeks: weeks,
      blended: weeks < ENOUGH_WEEKS,
      falseIncidents: incidents.length,
      counted: countedAmong(incidents).map((one) => ({ ...one })),
      perThousand: { ...rate },
      ...(surePageScore === undefined ? {} : { surePageScore }),
    };
  };
  return {
    thresholds: settings,
    tails,
    about: {
      budget,
      from: dayText(first),
      to: dayText(last),
      person: about('person'),
      service: about('service'),
      silenced: countedAmong(silenced).map((one) => ({ ...one })),
    },
  };
}

function lines(
  { settings, lines: fitted, before, silenced }: Fitted,
  budget: number,
  out: string | undefined,
): string[] {
  const was = rateInterval(before.incidents, before.weeks);
  return [
    `Before     ${per(was)} false incidents per 1,000 actor-weeks, with the settings as they were`,
    `Budget     ${budget} per 1,000 actor-weeks`,
    '',
    ...table([
      ['KIND', 'ACTOR-WEEKS', 'PAGE LINE', 'FALSE INCIDENTS', 'PER 1,000 (95 %)', 'SURE FROM'],
      ...ACTOR_CLASSES.map((actor) => [
        actor === 'person' ? 'people' : 'services',
        grouped(fitted[actor].weeks),
        (actor === 'person' ? settings : settings.service).pageScore.toFixed(1),
        String(fitted[actor].incidents.length),
        fitted[actor].weeks === 0 ? '-' : per(fitted[actor].rate),
        fitted[actor].surePageScore?.toFixed(1) ?? '-',
      ]),
    ]),
    ...ACTOR_CLASSES.flatMap((actor) => certainty(actor, fitted[actor], budget)),
    ...countedLines(ACTOR_CLASSES.flatMap((actor) => fitted[actor].incidents)),
    ...silencedLines(silenced),
    '',
    `Next: ${next(out)}`,
  ];
}

function next(out: string | undefined): string {
  if (out === undefined)
    return 'the same with --out settings.json, then npx outflow backtest FILE… --compare settings.json';
  return resolve(out) === resolve(SETTINGS_FILE)
    ? `npx outflow backtest FILE…, which takes ${SETTINGS_FILE} by itself, and so does npx cdk deploy`
    : `npx outflow backtest FILE… --compare ${out}`;
}

/** Incidents, none of which is seen, below which a rate is shown to be: minus the logarithm of 2.5 %. */
const SHOWN_BY_NONE = 3.69;

function certainty(actor: ActorClass, { weeks, surePageScore }: Line, budget: number): string[] {
  const kind = actor === 'person' ? 'People' : 'Services';
  const needed = Math.ceil((SHOWN_BY_NONE * 1000) / budget);
  return [
    ...(weeks < ENOUGH_WEEKS
      ? [
          `${kind}: ${grouped(weeks)} of ${grouped(ENOUGH_WEEKS)} actor-weeks are yours; the shipped tables and line count for the other ${grouped(ENOUGH_WEEKS - weeks)}.`,
        ]
      : []),
    ...(surePageScore === undefined
      ? [
          `${kind}: no line can be shown to keep to the budget on fewer than about ${grouped(needed)} actor-weeks of your own.`,
        ]
      : []),
  ];
}

function per({ rate, low, high }: { rate: number; low: number; high: number }): string {
  return `${rate.toFixed(2)} (${low.toFixed(2)} to ${high.toFixed(2)})`;
}
