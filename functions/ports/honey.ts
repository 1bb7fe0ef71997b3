import { type HoneyDataset, type HoneyIndex, honeyIndex } from '../../shared/honey.ts';

/** What is planted where, and the secret by which it is recognised: one document, replaced as a whole. */
export interface HoneyStore {
  /** Strongly consistent. Undefined where nothing was ever planted. */
  read(): Promise<StoredHoney | undefined>;
  /** False, and nothing is written, if the stored version is not `expected` any more (0: none may be there). */
  write(honey: Honey, expected: number): Promise<boolean>;
}

export interface Honey {
  /** 64 hexadecimal digits: every id rests on it. */
  readonly secret: string;
  /** Of the addresses. */
  readonly domain: string;
  readonly datasets: readonly HoneyDataset[];
}

export interface StoredHoney extends Honey {
  readonly version: number;
}

export function indexOf({ secret, datasets }: Honey): HoneyIndex {
  return honeyIndex(Buffer.from(secret, 'hex'), datasets);
}

/** Undefined for what is no such document. */
export function parseHoney(text: string): Honey | undefined {
  try {
    const honey = JSON.parse(text) as Honey;
    const good =
      /^[0-9a-f]{64}$/.test(honey.secret) &&
      typeof honey.domain === 'string' &&
      honey.datasets.every(({ vendor, dataset, code, used }) => vendor && dataset && code >= 0 && used >= 0);
    return good ? { secret: honey.secret, domain: honey.domain, datasets: honey.datasets } : undefined;
  } catch {
    return undefined;
  }
}
