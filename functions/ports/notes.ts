/**
 * What the ways in remember between invocations: how far a file or a feed has been read, which signature was used.
 * A note is replaced as a whole, on condition that nobody replaced it in between.
 */
export interface NoteStore {
  /** Strongly consistent. Undefined where there is none, and where it has expired. */
  read(id: string): Promise<Note | undefined>;
  /** False, and nothing is written, if the stored version is not `expected` any more (0: no note, or an expired one). */
  write(note: Note, expected: number): Promise<boolean>;
}

export interface Note {
  /** Begins with what the note is about: `drop#`, `replay#`, `poll#`. */
  readonly id: string;
  readonly version: number;
  /** JSON. */
  readonly body: string;
  /** Epoch seconds from which the note counts as gone; DynamoDB removes it some days later. */
  readonly expires: number;
}
