import { type ActorClass, classOf } from '../../shared/activity.ts';
import { parseEntity } from '../../shared/entity.ts';
import { amountOfDay } from '../../shared/page-line.ts';
import type { Settings } from '../../shared/settings.ts';
import type { Attack, Scenario } from '../corpus/attacks/attack.ts';
import type { CorpusEvent } from '../corpus/model.ts';
import type { Organisation } from '../corpus/organisation.ts';
import { type Delivery, delivered } from './delivery.ts';
import { METHODS, type Scores, scoresOf } from './methods.ts';
import { type Play, type PlayOptions, type Seen, startPlay } from './play.ts';

/** A benign day of an account. */
export interface BenignDay {
  readonly entity: string;
  readonly actor: ActorClass;
  readonly day: number;
  readonly scores: Scores;
  /** In records. */
  readonly amount: number;
  /** Detectors that add to the score, the largest first. */
  readonly causes: readonly string[];
}

/** How an attack looked after each of its first events, then after ever more of them. */
export interface AttackPath {
  readonly scenario: string;
  readonly vendor: string;
  readonly events: number;
  readonly records: number;
  readonly moments: readonly Moment[];
}

export interface Moment {
  /** Events of the attack so far, how many of them took records, and records that they took. */
  readonly events: number;
  readonly takings: number;
  readonly records: number;
  /** Minutes since the attack's first event. */
  readonly minutes: number;
  /** The highest scores of any account or address of the attack on any day so far. */
  readonly person: Scores;
  readonly service: Scores;
}

export interface ObserveOptions extends PlayOptions {
  readonly organisation: Organisation;
  /** Days before this one only teach. */
  readonly fromDay: number;
  /** Attacks of each scenario; none on benign seeds. */
  readonly attacks: readonly { readonly scenario: Scenario; readonly seed: string; readonly day: number }[];
  readonly delivery: Delivery;
  readonly onDay?: (day: number) => void;
}

export interface Observed {
  readonly benign: readonly BenignDay[];
  readonly attacks: readonly AttackPath[];
  readonly events: number;
}

/** One organisation's life, day by day, with every attack in a future of its own. */
export async function observe(options: ObserveOptions): Promise<Observed> {
  const { organisation, fromDay, settings, delivery, onDay } = options;
  const play = startPlay(options);
  const attacks = options.attacks.flatMap(({ scenario, seed, day }) => {
    const attack = scenario.make(organisation, day, seed);
    return attack === undefined ? [] : [newAttack(attack, organisation)];
  });
  const benign: BenignDay[] = [];
  let events = 0;
  for (let day = organisation.firstDay; day <= organisation.lastDay; day++) {
    const ordinary = organisation.day(day);
    events += ordinary.length;
    for (const attack of attacks) await playAttack(attack, play, day, ordinary, settings, delivery);
    const seen = await play.batch(ordinary);
    if (day >= fromDay)
      for (const one of seen) if (one.subject.day === day) benign.push(benignDay(one, settings));
    play.forget(day);
    onDay?.(day);
  }
  return { benign, attacks: attacks.map(pathOf), events };
}

function benignDay({ entity, subject, assessment }: Seen, settings: Settings): BenignDay {
  return {
    entity,
    actor: classOf(subject.type),
    day: subject.day,
    scores: scoresOf(entity, subject, assessment, settings),
    amount: amountOfDay(subject.today),
    causes: assessment.signals.map(({ detector }) => detector),
  };
}

interface RunningAttack {
  readonly attack: Attack;
  readonly actors: ReadonlySet<number>;
  readonly vendor: string;
  future: Play | undefined;
  events: number;
  takings: number;
  records: number;
  readonly best: { person: Scores; service: Scores };
  readonly moments: Moment[];
}

const NO_SCORES: Scores = { outflow: 0, static: 0, 'z-score': 0, peer: 0, novelty: 0, 'risk points': 0 };

function newAttack(attack: Attack, organisation: Organisation): RunningAttack {
  return {
    attack,
    actors: new Set(attack.accounts),
    vendor: organisation.actors[attack.victim[0] ?? -1]?.vendor ?? '',
    future: undefined,
    events: 0,
    takings: 0,
    records: 0,
    best: { person: NO_SCORES, service: NO_SCORES },
    moments: [],
  };
}

async function playAttack(
  running: RunningAttack,
  play: Play,
  day: number,
  ordinary: readonly CorpusEvent[],
  settings: Settings,
  delivery: Delivery,
): Promise<void> {
  const { attack, actors } = running;
  if (day < attack.firstDay || day > attack.lastDay) return;
  running.future ??= play.fork();
  const own = new Set(attack.events);
  const lived = ordinary.filter((event) => actors.has(event.actor) && !attack.drops?.(event));
  const ofDay = [...lived, ...attack.events.filter(({ time }) => Math.floor(time / 86_400_000) === day)];
  for (const batch of batchesOf(delivered(ofDay, delivery), own, running)) {
    const seen = await running.future.batch(batch);
    const stolen = batch.filter((event) => own.has(event));
    running.events += stolen.length;
    running.takings += stolen.filter(takes).length;
    running.records += stolen.reduce((sum, { records }) => sum + records, 0);
    if (running.events === 0) continue;
    for (const one of seen) if (one.subject.day >= attack.firstDay) keepBest(running, one, settings);
    const time = batch.reduce((latest, event) => Math.max(latest, event.time), 0);
    running.moments.push({
      events: running.events,
      takings: running.takings,
      records: running.records,
      minutes: Math.max(0, (time - (attack.events[0]?.time ?? time)) / 60_000),
      ...running.best,
    });
  }
}

function keepBest({ best }: RunningAttack, { entity, subject, assessment }: Seen, settings: Settings): void {
  const kind = parseEntity(entity).kind === 'source' ? 'person' : classOf(subject.type);
  const scores = scoresOf(entity, subject, assessment, settings);
  best[kind] = Object.fromEntries(
    METHODS.map((method) => [method, Math.max(best[kind][method], scores[method])]),
  ) as Record<(typeof METHODS)[number], number>;
}

/**
 * One after each of the first twelve events of the attack and of the first twelve that take records, then after ever more:
 * where each page falls is told exactly early on.
 */
function* batchesOf(
  events: readonly CorpusEvent[],
  own: ReadonlySet<CorpusEvent>,
  before: Pick<RunningAttack, 'events' | 'takings'>,
): Generator<CorpusEvent[]> {
  let batch: CorpusEvent[] = [];
  let { events: count, takings } = before;
  const isFirst = () => count === before.events;
  let next = nextStop(count);
  let nextTaking = nextStop(takings);
  for (const event of events) {
    // An attack's first event of the day has the benign ones before it in a batch of their own.
    if (own.has(event) && isFirst() && batch.length > 0) {
      yield batch;
      batch = [];
    }
    batch.push(event);
    if (own.has(event)) count++;
    if (own.has(event) && takes(event)) takings++;
    if (count >= next || takings >= nextTaking) {
      yield batch;
      batch = [];
      next = nextStop(count);
      nextTaking = nextStop(takings);
    }
  }
  if (batch.length > 0) yield batch;
}

const takes = ({ records }: CorpusEvent) => records > 0;

const EXACT_EVENTS = 12;

function nextStop(count: number): number {
  return count < EXACT_EVENTS ? count + 1 : Math.ceil(count * 1.3);
}

function pathOf({ attack, vendor, events, records, moments }: RunningAttack): AttackPath {
  return { scenario: attack.scenario, vendor, events, records, moments };
}
