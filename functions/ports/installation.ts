import { randomBytes } from 'node:crypto';

/** What is made once per deployment and never changes: every id and hash of the deployment rests on it. */
export interface Installation {
  /** Secret of 32 bytes under which operations and findings are hashed. */
  readonly hashKey: Uint8Array;
  readonly createdMs: number;
}

export interface InstallationStore {
  /** Made at the first call of all; whoever races for it gets the same one. Read once per process. */
  installation(): Promise<Installation>;
}

export function newInstallation(): Installation {
  return { hashKey: randomBytes(32), createdMs: Date.now() };
}

/** Remembers the answer, but no failure. */
export function remember(read: () => Promise<Installation>): InstallationStore {
  let known: Promise<Installation> | undefined;
  return {
    installation: () => {
      known ??= read().catch((error: unknown) => {
        known = undefined;
        throw error;
      });
      return known;
    },
  };
}
