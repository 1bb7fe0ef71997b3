import type { ActorType } from '../activity.ts';
import { MEASURES, type Measure } from '../profile/day.ts';
import type { Subject } from '../profile/subject.ts';
import { addDay, NO_MOMENTS, type Predictive, type Prior, predictive, tailDecades } from '../statistics.ts';
import { grouped, plural } from '../words.ts';
import { type Detector, FREE_DECADES, type Surprise } from './detector.ts';

/**
 * More data than this actor's days can explain: records, bytes and exports of unknown size, in 2 hours, a day
 * and 7 days, each as log1p under a Normal-inverse-gamma model with a peer prior (DETECTION section 2).
 */
export const volume: Detector = {
  uid: 'volume',
  title: 'More data than usual',
  technique: {
    uid: 'T1213',
    name: 'Data from Information Repositories',
    tactic: { uid: 'TA0009', name: 'Collection' },
  },
  runbook: [
    'In the vendor log, list the exports and reads of this actor and day, largest first: which reports, tables or boards?',
    'Compare address and client of these events with the days before: the same person at the same desk?',
    'Ask the owner by phone or in person, not through the account in question.',
    'Likeliest harmless cause: a month-end or migration export that the owner can name at once.',
  ],
  entity: 'actor',
  assess: (subject) => {
    const candidates = WINDOWS.flatMap((window) =>
      measuresOf(subject).map((measure) => test(subject, window, measure)),
    );
    const loud = candidates
      .filter(({ decades }) => decades > FREE_DECADES)
      .sort((a, b) => b.decades - a.decades);
    const [loudest] = loud;
    return loudest ? [explain(loudest, loud)] : [];
  },
};

interface Window {
  readonly name: '2 h' | '24 h' | '7 d';
  /** Smallest scale: nobody is so regular that less would be noise. */
  readonly floor: number;
  readonly observed: (subject: Subject, measure: Measure) => number;
  readonly past: (day: Subject['history'][number], measure: Measure) => number;
}

const WINDOWS: readonly Window[] = [
  {
    // Against daily peaks: with a lag of 8 days no hourly baseline can exist.
    name: '2 h',
    floor: 0.3,
    observed: ({ today }, measure) => today.peaks[measure],
    past: (day, measure) => day.peaks[measure],
  },
  {
    name: '24 h',
    floor: 0.25,
    observed: ({ today }, measure) => today.totals[measure],
    past: (day, measure) => day.totals[measure],
  },
  {
    name: '7 d',
    floor: 0.25,
    observed: ({ week }, measure) => week[measure],
    past: (day, measure) => day.week[measure],
  },
];

const UNITS: Readonly<Record<Measure, string>> = {
  records: 'records',
  bytes: 'bytes',
  unsized: 'exports of unknown size',
};

function measuresOf({ today }: Subject): Measure[] {
  return MEASURES.filter((measure) => today.totals[measure] > 0);
}

/**
 * What a day of an unknown person or service moves, as log1p: a median of some hundred records, and a spread of
 * nearly a decade either way.
 */
function populationOf(measure: Measure, type: ActorType, window: Window): { mean: number; variance: number } {
  const service = type === 'service' || type === 'integration';
  const daily = { records: service ? 7 : 4.5, bytes: service ? 14 : 12, unsized: 0.9 }[measure];
  const variance = { records: 4, bytes: 5, unsized: 0.5 }[measure];
  return { mean: daily + (window.name === '7 d' ? Math.log(3) : 0), variance };
}

/** Worth one day's mean and three of spread, so that an actor's own days soon outweigh it. */
function priorOf({ mean, variance }: { mean: number; variance: number }): Prior {
  return { m0: mean, k0: 1, a0: 1.5, b0: variance * 0.75 };
}

/** Before that many own days the population alone decides: with so few, the predictive tail excuses any amount. */
const MIN_OWN_DAYS = 5;
/** As good as normal: the population is not estimated from a few days. */
const POPULATION_FREEDOM = 200;

interface Candidate {
  readonly window: Window;
  readonly measure: Measure;
  readonly observed: number;
  readonly days: number;
  readonly model: Predictive;
  readonly decades: number;
}

/** Clip of an ordinary day and of one that crossed the page line, in scales above its own expectation. */
const CLIP = 3;
const CLIP_FLAGGED = 1;

function test(subject: Subject, window: Window, measure: Measure): Candidate {
  const population = populationOf(measure, subject.type, window);
  const prior = priorOf(population);
  const days = subject.history.filter((day) => window.past(day, measure) > 0);
  const moments = days.reduce(
    (state, day) =>
      addDay(
        prior,
        state,
        window.floor,
        Math.log1p(window.past(day, measure)),
        day.flagged ? CLIP_FLAGGED : CLIP,
      ),
    NO_MOMENTS,
  );
  const model =
    days.length < MIN_OWN_DAYS
      ? { mu: population.mean, s: Math.sqrt(population.variance), nu: POPULATION_FREEDOM }
      : predictive(prior, moments, window.floor);
  const observed = window.observed(subject, measure);
  return {
    window,
    measure,
    observed,
    days: days.length,
    model,
    decades: tailDecades(Math.log1p(observed), model),
  };
}

function explain(loudest: Candidate, loud: readonly Candidate[]): Surprise {
  const { measure, window, observed, model, days, decades } = loudest;
  const usual = Math.round(Math.expm1(model.mu));
  const limits = loud.map((one) => ({ one, limit: quietLimit(one) }));
  return {
    decades,
    observed: `${grouped(observed)} ${UNITS[measure]} in ${window.name}`,
    expected:
      days < MIN_OWN_DAYS
        ? `${days === 0 ? 'no such day' : `only ${plural(days, 'such day')}`} known; about ${grouped(usual)} for an actor of its kind`
        : `about ${grouped(usual)} in ${window.name}, from ${plural(days, 'day')} that had any`,
    quietIf: `at most ${limits.map(({ one, limit }) => `${grouped(limit)} ${UNITS[one.measure]} in ${one.window.name}`).join(', ')}`,
    facts: {
      measure,
      window: window.name,
      observed,
      usual,
      days,
      ...Object.fromEntries(
        limits.map(({ one, limit }) => [`limit ${one.measure} ${one.window.name}`, limit]),
      ),
    },
  };
}

/** The largest whole amount whose surprise is still free, by bisection: surprise never falls as the amount grows. */
function quietLimit({ observed, model }: Candidate): number {
  let quiet = 0;
  let loud = observed;
  while (loud - quiet > 1) {
    const middle = Math.floor((quiet + loud) / 2);
    // Beyond 2^53 not every whole number exists.
    if (middle === quiet || middle === loud) break;
    if (tailDecades(Math.log1p(middle), model) > FREE_DECADES) loud = middle;
    else quiet = middle;
  }
  return quiet;
}
