import { type Quarantine, quarantineObjects } from '../quarantine.ts';

export function memoryQuarantine(objects: Map<string, string> = new Map()): Quarantine & {
  readonly objects: ReadonlyMap<string, string>;
} {
  return {
    objects,
    setAside: async (records) => {
      const written = quarantineObjects(records);
      for (const { key, body } of written) objects.set(key, body);
      return written.map(({ key }) => key);
    },
  };
}
