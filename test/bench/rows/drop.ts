import { drop } from '../../../functions/ingest/drop/drop.ts';
import { toStream } from '../../../functions/ingest/drop/step.ts';
import { memoryNoteStore } from '../../../functions/ports/memory/notes.ts';
import { memoryQuarantine } from '../../../functions/ports/memory/quarantine.ts';
import { oktaEvent } from '../../fixtures/okta.ts';
import type { Row } from '../measure.ts';

const MEGABYTES = 256;
const PIECE = 200;

/** A dropped file, made on the way, is read in invocations that end again and again. */
export const row: Row = {
  title: `A dropped file of ${MEGABYTES} MB, read in several invocations`,
  measure: async () => {
    const start = process.cpuUsage();
    const { state, put, count, invocations, peakMiB } = await readDropped(MEGABYTES);
    const { user, system } = process.cpuUsage(start);
    if (state !== 'done' || put < count)
      throw new Error(`the file ended as ${state}, with ${put} of ${count} events`);
    return [
      { name: 'processor time', value: (user + system) / count, unit: 'us an event' },
      {
        name: 'peak memory in use',
        value: peakMiB,
        unit: 'MiB',
        note: `${invocations} invocations, ${count} events`,
      },
    ];
  },
};

/** What came out of a file of that size, and the most memory that was in use. */
export async function readDropped(megabytes: number) {
  const count = Math.ceil((megabytes * 1024 * 1024) / line(0).length);
  const putsPerInvocation = Math.ceil(count / 500 / 4);
  let stopped = false;
  let peakBytes = 0;
  let puts = 0;
  let events = 0;
  const stream = {
    put: async (entries: readonly unknown[]) => {
      events += entries.length;
      const { heapUsed, external } = process.memoryUsage();
      peakBytes = Math.max(peakBytes, heapUsed + external);
      if (++puts % putsPerInvocation === 0) stopped = true;
    },
  };
  const now = () => (stopped ? 1 : 0);
  const ports = {
    objects: { open: async () => file(count) },
    notes: memoryNoteStore(() => 0),
    deliver: toStream({ stream, quarantine: memoryQuarantine(), now }),
    now,
  };
  const dropped = { key: 'live/okta/example/large.ndjson', version: '1', versioned: true };
  const options = {
    folder: 'live' as const,
    feeds: [{ vendor: 'okta', tenant: 'example' }],
    stopMs: 1,
    keepDays: 1,
  };
  let invocations = 0;
  let outcome: Awaited<ReturnType<typeof drop>>;
  do {
    stopped = false;
    invocations++;
    outcome = await drop(dropped, ports, options);
  } while (outcome.state === 'reading');
  return { ...outcome, put: events, count, invocations, peakMiB: peakBytes / 2 ** 20 };
}

async function* file(count: number): AsyncGenerator<Uint8Array> {
  for (let n = 0; n < count; n += PIECE)
    yield Buffer.from(Array.from({ length: Math.min(PIECE, count - n) }, (_, at) => line(n + at)).join(''));
}

function line(n: number): string {
  return `${JSON.stringify(oktaEvent({ uuid: `uuid-${n}` }))}\n`;
}
