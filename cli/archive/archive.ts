import { Readable } from 'node:stream';
import { GetObjectCommand, paginateListObjectsV2, type S3Client } from '@aws-sdk/client-s3';
import { UserError } from '../errors.ts';
import { type LiveTarget, LOCAL } from '../target.ts';
import { LONGEST_MS } from '../target-clients.ts';

/** Where raw records lie: folders and objects of one bucket, read and never written. */
export interface Archive {
  /** Of all archives its own: stacks in two accounts or regions may have one name. */
  readonly name: string;
  /** Names of the folders in a folder, such as `vendor=okta/` in `raw/`, in order. */
  folders(prefix: string): Promise<readonly string[]>;
  /** The objects below a folder, in order of their keys. */
  files(prefix: string): AsyncIterable<ArchiveFile>;
  open(key: string): Promise<AsyncGenerator<Uint8Array>>;
}

export interface ArchiveFile {
  readonly key: string;
  /** Epoch milliseconds. */
  readonly writtenMs: number;
}

type Archived = Pick<LiveTarget, 'outputs' | 'title' | 'option'> & {
  readonly clients: Pick<LiveTarget['clients'], 's3'>;
};

/** Its archive would gather records for minutes before it writes any, and nobody waits for that on his own machine. */
const NONE_HERE =
  'The local AWS keeps no archive of raw records: give --stack NAME, a deployed stack, which keeps one unless its configuration says archive: false.';

/** The archive of a stack; the user is told where there is none. */
export function archiveOf({ clients, outputs, title, option }: Archived): Archive {
  const bucket = 'ArchiveBucket' in outputs ? String(outputs.ArchiveBucket) : undefined;
  if (bucket === undefined)
    throw new UserError(
      option === LOCAL
        ? NONE_HERE
        : `${title} keeps no archive of raw records: remove archive: false from outflow.config.ts and deploy it. What came until then is not to be had again, but from the vendor.`,
    );
  return s3Archive(clients.s3, bucket);
}

export function s3Archive(client: S3Client, bucket: string): Archive {
  const pages = (Prefix: string, more: { readonly Delimiter?: string } = {}) =>
    paginateListObjectsV2({ client }, { Bucket: bucket, Prefix, ...more });
  return {
    name: bucket,
    folders: async (prefix) => {
      const names: string[] = [];
      for await (const { CommonPrefixes = [] } of pages(prefix, { Delimiter: '/' }))
        names.push(...CommonPrefixes.flatMap(({ Prefix }) => Prefix?.slice(prefix.length) ?? []));
      return names.sort();
    },
    async *files(prefix) {
      for await (const { Contents = [] } of pages(prefix))
        for (const { Key, LastModified } of Contents)
          if (Key !== undefined) yield { key: Key, writtenMs: LastModified?.getTime() ?? 0 };
    },
    open: async (key) => {
      const { Body } = await client.send(new GetObjectCommand({ Bucket: bucket, Key: key }));
      // In Node the body is always a stream of it.
      if (!(Body instanceof Readable)) throw new Error(`S3 gave no body for ${key}.`);
      return piecesOf(Body);
    },
  };
}

/** The client waits for the beginning of an answer only. Who reads may take his time: AWS may not, where it is waited for. */
export async function* piecesOf(body: Readable, patienceMs = LONGEST_MS): AsyncGenerator<Uint8Array> {
  const pieces: AsyncIterator<Uint8Array> = body[Symbol.asyncIterator]();
  const end = () =>
    body.destroy(
      Object.assign(new Error(`nothing more came for ${patienceMs} ms`), { name: 'TimeoutError' }),
    );
  try {
    for (;;) {
      const timer = setTimeout(end, patienceMs);
      const next = await pieces.next().finally(() => clearTimeout(timer));
      if (next.done) return;
      yield next.value;
    }
  } finally {
    body.destroy();
  }
}

/** In memory, by key. */
export function memoryArchive(
  objects: ReadonlyMap<string, { readonly body: Uint8Array; readonly writtenMs: number }>,
): Archive {
  const below = (prefix: string) => [...objects.keys()].filter((key) => key.startsWith(prefix)).sort();
  return {
    name: 'memory',
    folders: async (prefix) => {
      const names = below(prefix).map((key) => /^[^/]*\//.exec(key.slice(prefix.length))?.[0] ?? '');
      return [...new Set(names)].filter((name) => name !== '');
    },
    async *files(prefix) {
      for (const key of below(prefix)) yield { key, writtenMs: objects.get(key)?.writtenMs ?? 0 };
    },
    open: async (key) => {
      const body = objects.get(key)?.body;
      if (body === undefined) throw new Error(`There is no object ${key}.`);
      return (async function* () {
        yield body;
      })();
    },
  };
}
