import { DAY_MS, HOUR_MS, MINUTE_MS, SECOND_MS } from '../../shared/time.ts';
import { datasetsOf, favourite } from './datasets.ts';
import { DIALECTS } from './dialects/index.ts';
import type { CorpusEvent } from './model.ts';
import { backfillOn, clientOfProgram, type Program, placeOfProgram } from './programs.ts';
import { PROGRAM } from './rates.ts';
import { sessionOf, type World } from './world.ts';

/** A program's runs of one day, and some of them once more where they failed half-way. */
export function runsOn(world: World, program: Program, day: number): CorpusEvent[] {
  if ((day + program.taste) % program.everyDays !== 0) return [];
  const random = world.random.fork(`program/${program.account.index}/${day}`);
  const where = { place: placeOfProgram(program, day), client: clientOfProgram(program, day) };
  const dialect = DIALECTS[program.account.vendor];
  const events: CorpusEvent[] = [];
  for (const hour of program.hours) {
    if (random.chance(PROGRAM.missed / 100)) continue;
    const startMs =
      day * DAY_MS + hour * HOUR_MS + program.minute * MINUTE_MS + random.between(0, 2 * MINUTE_MS);
    const session = sessionOf(world, program.account, where, random);
    if (program.rotations.includes(day) && hour === program.hours[0])
      events.push(...dialect.credential(session, startMs - 10 * SECOND_MS));
    events.push(...dialect.signIn(session, startMs));
    events.push(...reads(world, program, day, startMs + 2 * SECOND_MS, session));
    if (random.chance(PROGRAM.reruns / 100))
      events.push(...reads(world, program, day, startMs + random.between(10, 15) * MINUTE_MS, session));
  }
  return events;
}

function reads(
  world: World,
  program: Program,
  day: number,
  startMs: number,
  session: ReturnType<typeof sessionOf>,
): CorpusEvent[] {
  const { random } = session;
  const dialect = DIALECTS[program.account.vendor];
  const all = datasetsOf(world.catalogue, program.account.vendor);
  const count = program.reads + program.extraReads.filter((from) => from <= day).length;
  const grown = (1 + program.growth) ** (day - world.period.from) * backfillOn(program, day);
  const events: CorpusEvent[] = [];
  for (let n = 0; n < count; n++) {
    const dataset = all[favourite(program, n, all.length)];
    const rows = random.logNormal(Math.max(1, program.rows * grown), program.sigma);
    const atMs = startMs + n * 20 * SECOND_MS + random.between(0, 15 * SECOND_MS);
    if (dataset !== undefined) events.push(...dialect.bulk(session, atMs, dataset, rows));
  }
  return events;
}
