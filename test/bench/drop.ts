import { argv, exit } from 'node:process';
import { drop } from '../../functions/ingest/drop/drop.ts';
import { memoryNoteStore } from '../../functions/ports/memory/notes.ts';
import { memoryQuarantine } from '../../functions/ports/memory/quarantine.ts';
import { oktaEvent } from '../fixtures/okta.ts';

/**
 * `node test/bench/drop.ts MEGABYTES`: reads a dropped file of that size, which is made on the way, in invocations
 * that end again and again, and prints what came out and the most memory that was in use.
 */
const megabytes = Number(argv[2] ?? 1024);
const line = (n: number) => `${JSON.stringify(oktaEvent({ uuid: `uuid-${n}` }))}\n`;
const count = Math.ceil((megabytes * 1024 * 1024) / line(0).length);
const PIECE = 200;
const putsPerInvocation = Math.ceil(count / 500 / 4);

async function* file(): AsyncGenerator<Uint8Array> {
  for (let n = 0; n < count; n += PIECE)
    yield Buffer.from(Array.from({ length: Math.min(PIECE, count - n) }, (_, at) => line(n + at)).join(''));
}

let peakBytes = 0;
let puts = 0;
let events = 0;
const ports = {
  objects: { open: async () => file() },
  notes: memoryNoteStore(() => 0),
  quarantine: memoryQuarantine(),
  stream: {
    put: async (entries: readonly unknown[]) => {
      events += entries.length;
      const { heapUsed, external } = process.memoryUsage();
      peakBytes = Math.max(peakBytes, heapUsed + external);
      if (++puts % putsPerInvocation === 0) stopped = true;
    },
  },
  now: () => (stopped ? 1 : 0),
};
let stopped = false;
let invocations = 0;
let outcome: Awaited<ReturnType<typeof drop>>;
do {
  stopped = false;
  invocations++;
  outcome = await drop({ key: 'live/okta/example/large.ndjson', version: '1', versioned: true }, ports, {
    feeds: [{ vendor: 'okta', tenant: 'example' }],
    stopMs: 1,
    keepDays: 1,
  });
} while (outcome.state === 'reading');
console.log(
  JSON.stringify({
    megabytes,
    count,
    invocations,
    put: events,
    peakMiB: Math.round(peakBytes / 2 ** 20),
    ...outcome,
  }),
);
exit(outcome.state === 'done' && outcome.events === count ? 0 : 1);
