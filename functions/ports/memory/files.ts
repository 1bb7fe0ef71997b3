import type { FileStore } from '../files.ts';

export function memoryFileStore(): FileStore & { readonly files: ReadonlyMap<string, Uint8Array> } {
  const files = new Map<string, Uint8Array>();
  return {
    files,
    put: async (name, bytes) => {
      files.set(name, Uint8Array.from(bytes));
    },
    get: async (name) => {
      const bytes = files.get(name);
      if (bytes === undefined) throw new Error(`There is no file ${name}.`);
      return bytes;
    },
    list: async (prefix) =>
      [...files]
        .filter(([name]) => name.startsWith(prefix))
        .map(([name, { length }]) => ({ name, bytes: length }))
        .sort((a, b) => (a.name < b.name ? -1 : 1)),
  };
}
