import { DAY_MS, HOUR_MS, MINUTE_MS, SECOND_MS } from '../../shared/time.ts';
import { datasetsOf } from '../corpus/datasets.ts';
import { DIALECTS } from '../corpus/dialects/index.ts';
import type { CorpusEvent, CorpusVendor } from '../corpus/model.ts';
import { makeOrganisation, type Organisation } from '../corpus/organisation.ts';
import { clientOfProgram, placeOfProgram } from '../corpus/programs.ts';
import { sessionOf } from '../corpus/world.ts';

/** Events a second of a program that works without a pause: what is measured; others are taken for the nearest. */
export const PACES = [0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1, 3, 10, 30, 100] as const;
export type Pace = (typeof PACES)[number];

/** 2026-06-01, a Monday. */
const FIRST_DAY = 20_605;
/** Long enough for a full profile: 28 days that define normal, and the open ones. */
export const LEARNT_DAYS = 35;
export const WEEK_DAYS = 7;

/** The synthetic company whose events are counted: people, and a program for every pace at every window. */
export interface Company {
  readonly organisation: Organisation;
  /** Days that only teach. */
  readonly learnt: readonly number[];
  /** The week of people and scheduled programs that is counted. */
  readonly week: readonly number[];
  /** Pieces of a program's day at that pace, in order of time. */
  busy(pace: Pace, windowMs: number): readonly Piece[];
}

/** Events of one program: to be counted, or only to be known when the next piece comes. */
export interface Piece {
  readonly counts: boolean;
  readonly events: readonly CorpusEvent[];
}

export function makeCompany(seed: string, people: number): Company {
  const days = (from: number, count: number) => Array.from({ length: count }, (_, n) => FIRST_DAY + from + n);
  const lastDay = FIRST_DAY + LEARNT_DAYS + WEEK_DAYS + PACES.length;
  const organisation = makeOrganisation(seed, {
    people,
    services: PACES.length,
    firstDay: FIRST_DAY,
    lastDay,
  });
  return {
    organisation,
    learnt: days(0, LEARNT_DAYS),
    week: days(LEARNT_DAYS, WEEK_DAYS),
    busy: (pace, windowMs) => busyPieces(organisation, pace, windowMs),
  };
}

/** Where an hour is looked at: its ledger is short, half full, and full. */
const LOOKS = [0, 20, 40];
const LOOK_MS = MINUTE_MS;
/** Of the minutes between the looks so many events are enough: a ledger keeps 1,000 lines, and then is a sample. */
const BETWEEN = 500;
/** More would only cost time: a fast program needs no more batches to be known. */
const LOOKED_AT = 400;

function busyPieces(organisation: Organisation, pace: Pace, windowMs: number): readonly Piece[] {
  const make = maker(organisation, pace, windowMs);
  const startMs = organisation.lastDay * DAY_MS + (windowMs > SECOND_MS ? 12 : 0) * HOUR_MS;
  // A slow one is watched for hours, until it has done something often enough.
  if (pace <= 0.1) {
    const hours = Math.min(11, Math.ceil(50 / (pace * 3600)));
    return [{ counts: true, events: make(startMs, hours * HOUR_MS, Number.POSITIVE_INFINITY) }];
  }
  return LOOKS.flatMap((minute, n) => {
    const fromMs = startMs + minute * MINUTE_MS;
    const beforeMs = n === 0 ? startMs : startMs + (LOOKS[n - 1] ?? 0) * MINUTE_MS + LOOK_MS;
    const lookMs = Math.max(windowMs, Math.min(LOOK_MS, (LOOKED_AT / pace) * SECOND_MS));
    return [
      { counts: false, events: make(beforeMs, fromMs - beforeMs, BETWEEN) },
      { counts: true, events: make(fromMs, lookMs, Number.POSITIVE_INFINITY) },
    ];
  });
}

/** Vendors that log every repository and file that is read. */
const EVENT_PER_ROW: readonly CorpusVendor[] = ['github', 'google-workspace'];

/** Reads of one program at that pace, by chance: as many in any minute as in any other. */
function maker({ world, lastDay, seed }: Organisation, pace: Pace, windowMs: number) {
  const program = world.programs[PACES.indexOf(pace)];
  if (program === undefined) throw new Error(`no program for the pace ${pace}`);
  const random = world.random.fork(`busy/${seed}/${pace}/${windowMs}`);
  const where = { place: placeOfProgram(program, lastDay), client: clientOfProgram(program, lastDay) };
  const { vendor } = program.account;
  const dialect = DIALECTS[vendor];
  const datasets = datasetsOf(world.catalogue, vendor);
  const session = sessionOf(world, program.account, where, random);
  const read = (atMs: number): CorpusEvent[] => {
    const dataset = datasets[Math.floor(random.uniform() ** 3 * datasets.length)];
    if (dataset === undefined) throw new Error(`no datasets at ${vendor}`);
    const rows = EVENT_PER_ROW.includes(vendor) ? 1 : random.logNormal(program.rows, program.sigma);
    return dialect.bulk(session, Math.floor(atMs), dataset, rows);
  };
  const eventsPerRead = Array.from({ length: 50 }, () => read(0).length).reduce((sum, n) => sum + n, 0) / 50;
  return (fromMs: number, forMs: number, most: number): CorpusEvent[] => {
    const events: CorpusEvent[] = [];
    const gapMs = eventsPerRead * Math.max(SECOND_MS / pace, forMs / most);
    for (let atMs = fromMs; ; ) {
      atMs -= Math.log(1 - random.uniform()) * gapMs;
      if (atMs >= fromMs + forMs) return events;
      events.push(...read(atMs));
    }
  };
}
