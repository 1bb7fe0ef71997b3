import { type Arrival, groupByEntity } from '../../functions/detect/arrivals.ts';
import { assessArrivals, contextsOf } from '../../functions/detect/assess-arrivals.ts';
import { type Organisations, organisationsIn } from '../../functions/detect/organisations.ts';
import { dropFinalLedgers } from '../../functions/ingest/history/replay.ts';
import { memoryFindingStore } from '../../functions/ports/memory/findings.ts';
import { memoryStateStore } from '../../functions/ports/memory/state.ts';
import type { StateItem, StateStore } from '../../functions/ports/state.ts';
import { type Assessment, assess, JUDGING, type Judging } from '../../shared/assess.ts';
import { decodeValue } from '../../shared/decode.ts';
import { sha256Hex } from '../../shared/hash.ts';
import type { Profile } from '../../shared/profile/profile.ts';
import { type Subject, subjectOf } from '../../shared/profile/subject.ts';
import { type Settings, thresholdsOf } from '../../shared/settings.ts';
import { dayOf } from '../../shared/time.ts';
import { findVendor } from '../../shared/vendors/index.ts';
import type { Vendor } from '../../shared/vendors/vendor.ts';
import type { CorpusEvent } from '../corpus/model.ts';
import { enrichFromCorpus } from '../corpus/networks.ts';
import { overlayStateStore } from './overlay.ts';

/** One account, or address, on one day, as the detector sees it after a batch. */
export interface Seen {
  readonly entity: string;
  readonly profile: Profile;
  readonly subject: Subject;
  readonly assessment: Assessment;
}

/** A running installation: batches in, what it thinks of each touched account out. */
export interface Play {
  /** The detector's own code, on stores in memory; every day that the batch touched is told. */
  batch(events: readonly CorpusEvent[]): Promise<readonly Seen[]>;
  /** The same of events that were read elsewhere. */
  take(arrivals: readonly Arrival[]): Promise<readonly Seen[]>;
  /** Another future from here on: what happens in it does not happen here. */
  fork(): Play;
  /** Lets go of ledgers that no late event can reach any more. */
  forget(day: number): void;
}

export interface PlayOptions {
  readonly settings: Settings;
  readonly judging?: Judging;
  /** Those that a user describes, beside the shipped ones. */
  readonly vendors?: readonly Vendor[];
}

const HASH_KEY = Buffer.from(sha256Hex('outflow evaluate'), 'hex');

export function startPlay(options: PlayOptions): Play {
  const items = new Map<string, StateItem>();
  const play = playOn(memoryStateStore(items), options);
  return {
    ...play,
    forget: (day) => dropFinalLedgers(items, day),
  };
}

function playOn(state: StateStore, options: PlayOptions): Play {
  const { settings, judging = JUDGING, vendors = [] } = options;
  const organisations: Organisations = organisationsIn(state);
  const ports = { state, findings: memoryFindingStore(), organisations };
  const contextFor = contextsOf(organisations, [], vendors);
  // Nothing is recorded: what is asked is what the detector thinks, of quiet days as well.
  const silent = { ...settings, reviewScore: 1e9, service: { ...settings.service, reviewScore: 1e9 } };
  const take = async (arrivals: readonly Arrival[]): Promise<Seen[]> => {
    const { committed, failed } = await assessArrivals(arrivals, ports, {
      hashKey: HASH_KEY,
      settings: silent,
      judging,
      vendors,
      now: () => 0,
    });
    const [broken] = failed;
    if (broken) throw broken.error;
    const all: Seen[] = [];
    for (const one of committed) {
      const { arrival, profile, people } = one;
      const days = [...new Set(arrival.readings.map(({ time }) => dayOf(time)))];
      const seen = days
        .filter((day) => day > profile.base.through)
        .map((day) => {
          const subject = subjectOf(profile, day, contextFor(arrival.entity, people)(day));
          return { entity: arrival.entity, profile, subject, assessment: assess(subject, judging) };
        });
      const found = seen.filter(
        ({ subject, assessment }) => assessment.score >= thresholdsOf(settings, subject.type).reviewScore,
      );
      if (found.length > 0)
        await organisations.enter(
          one,
          found.map(({ subject }) => subject.day),
        );
      all.push(...seen);
    }
    return all;
  };
  return {
    batch: (events) => take(arrivalsOf(events)),
    take,
    fork: () => playOn(overlayStateStore(state), options),
    forget: () => {},
  };
}

function arrivalsOf(events: readonly CorpusEvent[]): Arrival[] {
  const arrived = events.flatMap(({ vendor, tenant, event, time }, record) => {
    const known = findVendor(vendor);
    if (known === undefined) throw new Error(`no vendor ${vendor}`);
    const { activities } = decodeValue(event, { hashKey: HASH_KEY, vendor: known, tenant });
    return activities.map((activity) => ({ activity, record, arrival: time }));
  });
  return groupByEntity(arrived, enrichFromCorpus);
}
