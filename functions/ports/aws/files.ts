import { GetObjectCommand, PutObjectCommand, paginateListObjectsV2, type S3Client } from '@aws-sdk/client-s3';
import type { FileName, FileStore } from '../files.ts';

/** Objects of one bucket. */
export function s3FileStore(client: S3Client, bucket: string): FileStore {
  return {
    put: async (name, bytes) => {
      await client.send(new PutObjectCommand({ Bucket: bucket, Key: name, Body: bytes }));
    },
    get: async (name) => {
      const { Body } = await client.send(new GetObjectCommand({ Bucket: bucket, Key: name }));
      if (Body === undefined) throw new Error(`S3 gave no body for ${name}.`);
      return Body.transformToByteArray();
    },
    list: async (prefix) => {
      const names: FileName[] = [];
      for await (const { Contents = [] } of paginateListObjectsV2(
        { client },
        { Bucket: bucket, Prefix: prefix },
      ))
        for (const { Key = '', Size = 0 } of Contents) names.push({ name: Key, bytes: Size });
      return names;
    },
  };
}
