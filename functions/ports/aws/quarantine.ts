import { PutObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import { type Quarantine, quarantineObjects } from '../quarantine.ts';

export function s3Quarantine(client: S3Client, bucket: string): Quarantine {
  return {
    setAside: async (records) => {
      const objects = quarantineObjects(records);
      for (const { key, body } of objects)
        await client.send(
          new PutObjectCommand({
            Bucket: bucket,
            Key: key,
            Body: body,
            ContentType: 'application/x-ndjson',
          }),
        );
      return objects.map(({ key }) => key);
    },
  };
}
