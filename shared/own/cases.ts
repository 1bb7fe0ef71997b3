import type { ActorType } from '../activity.ts';
import { advance } from '../advance.ts';
import { type Judging, judgeBy } from '../assess.ts';
import { NO_CONTEXT } from '../context.ts';
import { FREE_DECADES, type Surprise } from '../detectors/detector.ts';
import { sha256Hex } from '../hash.ts';
import { LAG_DAYS, WINDOW_DAYS } from '../profile/base.ts';
import { EMPTY_PROFILE, type Profile } from '../profile/profile.ts';
import { type Subject, subjectOf } from '../profile/subject.ts';
import type { Reading } from '../reading.ts';
import { DEFAULT_SETTINGS } from '../settings.ts';
import { DAY_MS, MINUTE_MS } from '../time.ts';
import type { CaseEvent, DetectorCase } from './case.ts';
import { minuteOf, problemOfEvent } from './case-check.ts';
import { type OwnDetector, problemOfSurprises } from './detector.ts';
import { frozen } from './frozen.ts';

export interface DetectorFailure {
  readonly case: string;
  readonly reason: string;
}

/** What is wrong with a detector by its own cases, played through the real profile; nothing, if it does what they say. */
export function runDetectorCases(own: OwnDetector): readonly DetectorFailure[] {
  return own.cases.flatMap((one) => {
    const reason = failureOf(own, one);
    return reason === undefined ? [] : [{ case: one.name, reason }];
  });
}

function failureOf(own: OwnDetector, one: DetectorCase): string | undefined {
  try {
    const subject = frozen(subjectOfCase(one));
    const said = own.assess(subject, FREE_DECADES);
    const problem = problemOfSurprises(said);
    if (problem !== undefined) return problem;
    if (JSON.stringify(own.assess(subject, FREE_DECADES)) !== JSON.stringify(said))
      return 'says something else when asked again: it must depend on the subject alone';
    return unexpected(said, one) ?? notQuieted(own, subject);
  } catch (error) {
    return `throws ${error}`;
  }
}

function unexpected(said: readonly Surprise[], { expect }: DetectorCase): string | undefined {
  const decades = said[0]?.decades ?? 0;
  if (expect === 'quiet')
    return decades > FREE_DECADES ? `says ${told(said)} and should be quiet` : undefined;
  const { atLeast, atMost = Number.POSITIVE_INFINITY } = expect;
  if (decades >= atLeast && decades <= atMost) return undefined;
  const wanted = atMost === Number.POSITIVE_INFINITY ? `at least ${atLeast}` : `${atLeast} to ${atMost}`;
  return `says ${told(said)}, expected ${wanted} decades`;
}

function told([surprise]: readonly Surprise[]): string {
  return surprise === undefined
    ? 'nothing'
    : `“${surprise.observed}” at ${surprise.decades.toFixed(2)} decades`;
}

/** What a finding tells as the way to be quiet has to be one. */
function notQuieted(own: OwnDetector, subject: Subject): string | undefined {
  const after = own.assess(own.quieted(subject, FREE_DECADES), FREE_DECADES);
  return after.some(({ decades }) => decades > FREE_DECADES)
    ? `still says ${told(after)} of the day that quieted makes of it`
    : undefined;
}

/** 2026-06-10, a Wednesday. */
const LAST_DAY = 20_614;

function subjectOfCase({ history = [], days, day, type = 'user', context }: DetectorCase): Subject {
  const eventsOf = typeof history === 'function' ? history : () => history;
  let profile: Profile = EMPTY_PROFILE;
  for (let before = days ?? WINDOW_DAYS + LAG_DAYS; before >= 0; before--) {
    const events = before === 0 ? day : eventsOf(before);
    const readings = events.flatMap((event, at) => readingsOf(event, LAST_DAY - before, at, type));
    profile = advance(readings, profile, new Map(), judgeBy(DEFAULT_SETTINGS, undefined, NOBODY)).profile;
  }
  return subjectOf(profile, LAST_DAY, { ...NO_CONTEXT, ...context });
}

/** Nothing that other detectors would say of a case is to change what is learnt from it. */
const NOBODY: Judging = { detectors: [], tails: { person: {}, service: {} } };

function readingsOf(event: CaseEvent, day: number, index: number, type: ActorType): Reading[] {
  const problem = problemOfEvent(event);
  if (problem !== undefined) throw new Error(problem);
  const start = day * DAY_MS + minuteOf(event.at) * MINUTE_MS;
  return Array.from({ length: event.times ?? 1 }, (_, i) =>
    readingOf(event, start + i * MINUTE_MS, `${day} ${index} ${i}`, type),
  );
}

function readingOf(event: CaseEvent, time: number, id: string, actorType: ActorType): Reading {
  return {
    uid: sha256Hex(id).slice(0, 16),
    time,
    spans: false,
    revision: 1,
    kind: event.kind,
    operation: event.operation ?? event.kind,
    outcome: event.outcome ?? 'success',
    records: event.records ?? null,
    bytes: event.bytes ?? null,
    datasets: event.datasets ?? [],
    ip: '',
    network: event.network ?? '',
    country: event.country ?? '',
    client: event.client ?? '',
    app: event.app ?? '',
    actorType,
    email: '',
    name: '',
    eventId: id,
    sha256: '',
    session: '',
    credential: event.credential ?? '',
    hosting: event.hosting ?? false,
    hits: [],
    part: event.byOther === true ? 'target' : 'actor',
    counterpart: event.byOther === true ? 'administrator' : '',
    sessionName: '',
    outside: event.outside ?? false,
  };
}
