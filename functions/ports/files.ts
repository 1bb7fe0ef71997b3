/** Files of our own between two invocations, each written as a whole; writing it again replaces it. */
export interface FileStore {
  put(name: string, bytes: Uint8Array): Promise<void>;
  /** Throws where there is none. */
  get(name: string): Promise<Uint8Array>;
  /** All whose name begins so, in the order of their names. */
  list(prefix: string): Promise<readonly FileName[]>;
}

export interface FileName {
  readonly name: string;
  readonly bytes: number;
}
