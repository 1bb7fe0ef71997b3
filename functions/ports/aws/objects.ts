import { Readable } from 'node:stream';
import { GetObjectCommand, type S3Client } from '@aws-sdk/client-s3';

export interface ObjectVersion {
  readonly key: string;
  readonly version: string;
  /** The version is S3's id of it; otherwise, in a bucket without versions, its ETag. */
  readonly versioned: boolean;
}

/** Reads objects of one bucket piece by piece. */
export function s3Objects(client: S3Client, bucket: string) {
  return {
    /** That very version, even if another one has taken its place. */
    open: async ({ key, version, versioned }: ObjectVersion): Promise<AsyncGenerator<Uint8Array>> => {
      const which = versioned ? { VersionId: version } : { IfMatch: version };
      const { Body } = await client.send(new GetObjectCommand({ Bucket: bucket, Key: key, ...which }));
      // In Node the body is always a stream of it.
      if (!(Body instanceof Readable)) throw new Error(`S3 gave no body for ${key}.`);
      return piecesOf(Body);
    },
  };
}

async function* piecesOf(body: Readable): AsyncGenerator<Uint8Array> {
  yield* body as AsyncIterable<Uint8Array>;
}
