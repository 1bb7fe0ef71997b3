import {
  GetObjectCommand,
  NoSuchKey,
  PutObjectCommand,
  paginateListObjectsV2,
  type S3Client,
} from '@aws-sdk/client-s3';
import { parseJson } from '../../shared/decode/json.ts';
import type { HeldKind } from './held.ts';

/** Where records lie that were set aside, and which of them were put on the stream again. Nothing is ever deleted. */
export interface HeldBucket {
  readonly kind: HeldKind;
  /** Oldest first: their names begin with their date. */
  list(): AsyncIterable<HeldObject>;
  read(key: string): Promise<string>;
  /** When it was put on the stream again. */
  redriven(key: string): Promise<Redriven | undefined>;
  mark(key: string, redriven: Redriven): Promise<void>;
}

export interface HeldObject {
  readonly key: string;
  readonly bytes: number;
}

export interface Redriven {
  /** ISO 8601. */
  readonly at: string;
  readonly records: number;
}

const PREFIXES: Readonly<Record<HeldKind, string>> = { unreadable: 'quarantine/', failed: 'aws/lambda/' };
/** Marks are objects of their own: what was set aside is evidence, and stays as it was written. */
const MARK = 'redriven/';

export function s3HeldBucket(client: S3Client, bucket: string, kind: HeldKind): HeldBucket {
  return {
    kind,
    async *list() {
      const pages = paginateListObjectsV2({ client }, { Bucket: bucket, Prefix: PREFIXES[kind] });
      for await (const { Contents = [] } of pages)
        for (const { Key, Size } of Contents) if (Key) yield { key: Key, bytes: Size ?? 0 };
    },
    read: async (key) => {
      const { Body } = await client.send(new GetObjectCommand({ Bucket: bucket, Key: key }));
      return (await Body?.transformToString()) ?? '';
    },
    redriven: async (key) => {
      try {
        const { Body } = await client.send(new GetObjectCommand({ Bucket: bucket, Key: `${MARK}${key}` }));
        return markIn((await Body?.transformToString()) ?? '');
      } catch (error) {
        if (error instanceof NoSuchKey) return undefined;
        throw error;
      }
    },
    mark: async (key, redriven) => {
      const Body = JSON.stringify(redriven);
      await client.send(
        new PutObjectCommand({ Bucket: bucket, Key: `${MARK}${key}`, Body, ContentType: 'application/json' }),
      );
    },
  };
}

/** Undefined where it is none: what is then put on the stream once more changes nothing. */
export function markIn(text: string): Redriven | undefined {
  // Written by `mark` above, unless somebody else may write to the bucket.
  const { at, records } = (parseJson(text) ?? {}) as Partial<Redriven>;
  return typeof at === 'string' && typeof records === 'number' ? { at, records } : undefined;
}
