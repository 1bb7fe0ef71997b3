import type { FileStore } from '../../ports/files.ts';
import { settle } from '../../ports/parallel.ts';
import { itemKey, type StateItem } from '../../ports/state.ts';
import type { LiveMemory } from './live.ts';

/** A replay as it stands, in files, for whoever goes on with it. */
export interface Snapshot {
  readonly items: Map<string, StateItem>;
  readonly live: LiveMemory;
}

export interface Snapshots {
  /** Gives the number of its files. Whole once all of them are there: only then may its name be told. */
  save(name: string, snapshot: Snapshot): Promise<number>;
  load(name: string, files: number): Promise<Snapshot>;
}

const FOLDER = 'spool/state/';
const FILE_CHARACTERS = 8 * 1024 * 1024;
const IN_FLIGHT = 8;

export function snapshots(files: FileStore): Snapshots {
  const nameOf = (name: string, number: number) => `${FOLDER}${name}/${number}.ndjson`;

  return {
    save: async (name, snapshot) => {
      let number = 0;
      let lines: string[] = [];
      let characters = 0;
      let writing: Promise<void>[] = [];
      const flush = async () => {
        writing.push(files.put(nameOf(name, number++), Buffer.from(lines.join(''))));
        lines = [];
        characters = 0;
        if (writing.length < IN_FLIGHT) return;
        await Promise.all(writing);
        writing = [];
      };
      for (const line of linesOf(snapshot)) {
        lines.push(line);
        characters += line.length;
        if (characters >= FILE_CHARACTERS) await flush();
      }
      await flush();
      await Promise.all(writing);
      return number;
    },
    load: async (name, count) => {
      const items = new Map<string, StateItem>();
      const versions: [string, number][] = [];
      const asked: string[] = [];
      const people: string[] = [];
      const waiting: LiveMemory['waiting'][number][] = [];
      const numbers = Array.from({ length: count }, (_, number) => number);
      for (let from = 0; from < count; from += IN_FLIGHT) {
        const some = numbers.slice(from, from + IN_FLIGHT);
        for (const outcome of await settle(some, IN_FLIGHT, (number) => files.get(nameOf(name, number)))) {
          if (outcome.status === 'rejected') throw outcome.reason;
          for (const line of Buffer.from(outcome.value).toString('utf8').split('\n')) {
            if (line === '') continue;
            // Written below, and by nothing else.
            const read = JSON.parse(line) as Line;
            if (read[0] === 'item') {
              const item = { ...read[1], bytes: Buffer.from(read[1].bytes, 'base64') };
              items.set(itemKey(item), item);
            } else if (read[0] === 'version') versions.push(read[1]);
            else if (read[0] === 'asked') asked.push(read[1]);
            else if (read[0] === 'person') people.push(read[1]);
            else waiting.push(read[1]);
          }
        }
      }
      return { items, live: { versions, asked, people, waiting } };
    },
  };
}

type Line =
  | readonly ['item', Omit<StateItem, 'bytes'> & { readonly bytes: string }]
  | readonly ['version', [string, number]]
  | readonly ['asked', string]
  | readonly ['person', string]
  | readonly ['waiting', LiveMemory['waiting'][number]];

function* linesOf({ items, live }: Snapshot): Generator<string> {
  const line = (...content: Line) => `${JSON.stringify(content)}\n`;
  for (const item of items.values())
    yield line('item', { ...item, bytes: Buffer.from(item.bytes).toString('base64') });
  for (const [entity, version] of live.versions) yield line('version', [entity, version]);
  for (const entity of live.asked) yield line('asked', entity);
  for (const person of live.people) yield line('person', person);
  for (const day of live.waiting) yield line('waiting', day);
}
