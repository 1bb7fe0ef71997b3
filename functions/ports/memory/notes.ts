import type { Note, NoteStore } from '../notes.ts';

export function memoryNoteStore(
  now: () => number,
): NoteStore & { readonly notes: ReadonlyMap<string, Note> } {
  const notes = new Map<string, Note>();
  const living = (id: string) => {
    const note = notes.get(id);
    return note !== undefined && note.expires > now() / 1000 ? note : undefined;
  };
  return {
    notes,
    read: async (id) => living(id),
    write: async (note, expected) => {
      if ((living(note.id)?.version ?? 0) !== expected) return false;
      notes.set(note.id, note);
      return true;
    },
  };
}
