import { deflateRawSync } from 'node:zlib';
import { type DetectOptions, type DetectPorts, detect } from '../../../functions/detect/detect.ts';
import { memoryFindingStore } from '../../../functions/ports/memory/findings.ts';
import { memoryNudge } from '../../../functions/ports/memory/nudge.ts';
import { memoryQuarantine } from '../../../functions/ports/memory/quarantine.ts';
import { memoryStateStore } from '../../../functions/ports/memory/state.ts';
import type { AsideRecord } from '../../../functions/ports/quarantine.ts';
import { itemKey, openKey, type StateItem } from '../../../functions/ports/state.ts';
import type { StreamRecord } from '../../../shared/decode.ts';
import { DEFAULT_SETTINGS } from '../../../shared/settings.ts';
import { DAY_MS } from '../../../shared/time.ts';
import type { JsonObject } from '../../../shared/vendors/vendor.ts';
import { UNCALIBRATED } from '../../fixtures/judging.ts';
import { oktaEvent } from '../../fixtures/okta.ts';

const START = Date.parse('2026-03-02T09:00:00Z');
const HISTORY_DAYS = 40;
export const TODAY_MS = START + HISTORY_DAYS * DAY_MS;

/** Noor and Omar do what they never did, Noor more so: the thresholds page her day and leave his for review. */
export const options: DetectOptions = {
  hashKey: new Uint8Array(32).fill(5),
  settings: { ...DEFAULT_SETTINGS, reviewScore: 1, pageScore: 5, highScore: 100, criticalScore: 100 },
  judging: UNCALIBRATED,
  now: () => 0,
};

export const entityOf = (uid: string) => `actor/okta/default/${uid}`;

export function eventOf(uid: string, id: string, time: number = TODAY_MS, fields: JsonObject = {}) {
  const actor = { id: uid, type: 'User', alternateId: `${uid}@example.com`, displayName: uid };
  return oktaEvent({ uuid: `${uid}-${id}`, published: new Date(time).toISOString(), actor, ...fields });
}

const ELSEWHERE = { securityContext: { asNumber: 64511, asOrg: 'Example Hosting', isProxy: false } };
const ANOTHER_CLIENT = {
  client: {
    ipAddress: '203.0.113.9',
    userAgent: { rawUserAgent: 'curl/8.0', os: 'Unknown', browser: 'UNKNOWN' },
    geographicalContext: { country: 'Brazil' },
  },
};
export const noorAway = eventOf('noor', 'away', TODAY_MS, { ...ELSEWHERE, ...ANOTHER_CLIENT });
export const omarAway = eventOf('omar', 'away', TODAY_MS, ELSEWHERE);

/** Each line an event, or text that is none. */
export function recordOf(lines: readonly (JsonObject | string)[], index: number): StreamRecord {
  const text = lines.map((line) => (typeof line === 'string' ? line : JSON.stringify(line))).join('\n');
  return {
    data: Buffer.from(text).toString('base64'),
    partitionKey: 'any',
    sequenceNumber: String(1000 + index),
    arrival: TODAY_MS,
  };
}

export const bytesOf = ({ data }: StreamRecord) => Buffer.from(data, 'base64').length;

/** What DynamoDB answers when it is asked for too much. */
class Throttling extends Error {
  override readonly name = 'ThrottlingException';
  readonly $metadata = { httpStatusCode: 400 };
}

/** What it answers to a request that it will never take. */
class Validation extends Error {
  override readonly name = 'ValidationException';
  readonly $metadata = { httpStatusCode: 400 };
}

/**
 * Stores in memory. Nothing can be written of Theo (throttled) and Rita (refused), and Uwe's profile is of a
 * version that this one cannot read.
 */
export function world(state: ReadonlyMap<string, StateItem> = new Map()) {
  const items = new Map(state);
  const uwe = openKey(entityOf('uwe'));
  const unreadable = { ...uwe, version: 7, bytes: deflateRawSync('[99]'), expires: 0 };
  items.set(itemKey(uwe), unreadable);
  const store = memoryStateStore(items);
  const { nudge, events: nudges } = memoryNudge();
  const throttled = new Set([entityOf('theo')]);
  return {
    items,
    nudges,
    /** DynamoDB has capacity again. */
    heal: () => throttled.clear(),
    ports: {
      state: {
        ...store,
        write: async (item: StateItem, expected: number) => {
          if (throttled.has(item.entity)) throw new Throttling('Rate exceeded');
          if (item.entity === entityOf('rita')) throw new Validation('Item size has exceeded the maximum');
          return store.write(item, expected);
        },
      },
      findings: memoryFindingStore(),
      quarantine: memoryQuarantine(),
      nudge,
    } satisfies DetectPorts,
  };
}

/** Forty ordinary days of Noor and Omar. */
export async function historyItems(): Promise<ReadonlyMap<string, StateItem>> {
  const { ports, items } = world();
  const days = Array.from({ length: HISTORY_DAYS }, (_, day) => START + day * DAY_MS);
  const lines = ['noor', 'omar'].flatMap((uid) => days.map((time) => eventOf(uid, String(time), time)));
  await detect([recordOf(lines, 0)], ports, options);
  return items;
}

type Ports = ReturnType<typeof world>['ports'];

export function asideOf({ quarantine }: Ports): AsideRecord[] {
  return [...quarantine.objects.values()]
    .flatMap((body) => body.split('\n').filter((line) => line !== ''))
    .map((line) => JSON.parse(line) as AsideRecord);
}

export function itemsOf(items: ReadonlyMap<string, StateItem>, uid: string): StateItem[] {
  return [...items.values()]
    .filter(({ entity }) => entity === entityOf(uid))
    .sort((a, b) => (a.part < b.part ? -1 : 1));
}

export async function findingsOf({ findings }: Ports, uid: string) {
  return findings.byEntity(entityOf(uid), 100);
}
