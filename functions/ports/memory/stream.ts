import type { Entry, EventStream } from '../stream.ts';

export function memoryStream(): EventStream & { readonly entries: readonly Entry[] } {
  const entries: Entry[] = [];
  return {
    entries,
    put: async (more) => {
      for (const entry of more) entries.push(entry);
    },
  };
}
