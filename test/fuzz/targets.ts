import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import type { Random } from '../../cli/corpus/random.ts';
import { UserError } from '../../cli/errors.ts';
import { readLog } from '../../cli/read-log.ts';
import { groupByEntity } from '../../functions/detect/arrivals.ts';
import { ACTOR_TYPES, type Activity, KINDS, OUTCOMES } from '../../shared/activity.ts';
import { type DecodedText, decodeBatch, decodeText } from '../../shared/decode.ts';
import { isHostile } from '../../shared/text.ts';
import { isPlausibleTime } from '../../shared/time.ts';
import { VENDORS } from '../../shared/vendors/index.ts';

const hashKey = new Uint8Array(32).fill(7);
const ARRIVAL = Date.parse('2026-03-02T10:00:00Z');

/** Gives what is wrong with the way in which an input was read, if anything is. Whatever it throws is wrong as well. */
export interface Target {
  readonly name: string;
  readonly read: (text: string, random: Random) => Promise<Verdict> | Verdict;
  /** What it is made to read; events of every vendor unless given. */
  readonly seeds?: readonly string[];
  /** May take so long for each MiB, beside what any input may take. */
  readonly msPerMib?: number;
}

export interface Verdict {
  readonly problem: string | undefined;
  /** What kind of reading this was: a new one makes the input worth keeping. */
  readonly signature: string;
  readonly expandedBytes: number;
}

/** Of single events, over and over. */
export const OF_EVENTS: readonly Target[] = [
  {
    name: 'a record of the stream',
    read: (text, random) => {
      const bytes = random.chance(0.3) ? gzipSync(text) : Buffer.from(text);
      const record = {
        data: bytes.toString('base64'),
        partitionKey: 'p',
        sequenceNumber: '1',
        arrival: ARRIVAL,
      };
      const decoded = decodeBatch([record], { hashKey });
      // What follows must take whatever was read.
      groupByEntity(decoded.activities);
      return verdict(text, {
        activities: decoded.activities.map(({ activity }) => activity),
        ignored: decoded.ignored,
        malformed: decoded.malformed,
      });
    },
  },
  {
    name: "a document of a vendor's log",
    read: (text, random) => verdict(text, decodeText(text, { hashKey, vendor: random.pick(VENDORS) })),
  },
];

export const A_FILE: Target = {
  name: 'a file',
  // A broken one is up to thirty thousand records in a mebibyte, each set aside by itself.
  msPerMib: 2_000,
  read: async (text, random) => {
    const folder = mkdtempSync(join(tmpdir(), 'outflow-fuzz-'));
    try {
      const path = join(folder, 'log');
      const bytes = random.chance(0.3) ? gzipSync(text) : Buffer.from(text);
      writeFileSync(path, random.chance(0.1) ? bytes.subarray(0, random.between(0, bytes.length)) : bytes);
      const all: Read = { activities: [], ignored: [], malformed: [] };
      for await (const read of readLog(path, { hashKey })) {
        all.activities.push(...read.activities);
        all.ignored.push(...read.ignored);
        all.malformed.push(...read.malformed);
      }
      return {
        ...verdict(text, all),
        problem: all.activities.map(unsound).find((one) => one !== undefined),
      };
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      return { problem: undefined, signature: 'refused', expandedBytes: 0 };
    } finally {
      rmSync(folder, { recursive: true });
    }
  },
};

export const TARGETS: readonly Target[] = [...OF_EVENTS, A_FILE];

interface Read {
  readonly activities: Activity[];
  readonly ignored: { readonly reason: string }[];
  readonly malformed: { readonly reason: string; readonly path: string }[];
}

function verdict(
  text: string,
  decoded: Pick<DecodedText, 'activities' | 'ignored' | 'malformed'> | Read,
): Verdict {
  const { activities, ignored, malformed } = decoded;
  const written = JSON.stringify(decoded).length;
  const nothing = activities.length + ignored.length + malformed.length === 0 && text.trim() !== '';
  const problem = nothing
    ? 'was not accounted for'
    : written > MAX_FACTOR * Math.max(text.length, 1000)
      ? `became ${written} characters`
      : activities.map(unsound).find((one) => one !== undefined);
  const reasons = [...ignored, ...malformed].map(({ reason }) => reason);
  const kinds = activities.map(({ vendor, kind, outcome }) => `${vendor} ${kind} ${outcome}`);
  return {
    problem,
    signature: [...new Set([...kinds, ...reasons])].sort().join('; '),
    expandedBytes: text.length,
  };
}

/** What is read is at most this many times what was there, of a small input that of a kilobyte. */
const MAX_FACTOR = 12;
const MAX_TEXT = 256;

/** As test/laws/tampering.ts demands of every activity. */
function unsound(activity: Activity): string | undefined {
  if (!/^[0-9a-f]{16}$/.test(activity.uid)) return `has the uid ${activity.uid}`;
  if (!isPlausibleTime(activity.time) || !Number.isInteger(activity.time))
    return `has the time ${activity.time}`;
  if (!KINDS.includes(activity.kind)) return `has the kind ${activity.kind}`;
  if (!OUTCOMES.includes(activity.outcome)) return `has the outcome ${activity.outcome}`;
  if (!ACTOR_TYPES.includes(activity.actor.type)) return `has an actor of type ${activity.actor.type}`;
  for (const amount of Object.values(activity.volume ?? {}))
    if (!Number.isSafeInteger(amount) || amount < 0) return `has the volume ${amount}`;
  const bad = textsOf(activity).find((text) => text.length > MAX_TEXT || isHostile(text));
  return bad === undefined ? undefined : `holds the text ${JSON.stringify(bad.slice(0, 60))}`;
}

function textsOf(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(textsOf) : [];
}
