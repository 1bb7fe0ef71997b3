import { parseJson } from '../../../shared/decode/json.ts';
import { isObject, list, object, text } from '../../../shared/vendors/field.ts';
import type { Dropped } from './progress.ts';

/**
 * The objects that a message of S3 tells of; none for the test message that S3 sends when it is connected, nor for the
 * empty object that the console calls a folder.
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/notification-content-structure.html
 */
export function objectsOf(body: string): Dropped[] {
  const message = parseJson(body);
  if (!isObject(message)) return [];
  return list(message, 'Records').flatMap((record) => {
    const s3 = isObject(record) ? object(object(record, 's3'), 'object') : undefined;
    const encoded = text(s3, 'key');
    if (s3 === undefined || encoded === undefined) return [];
    // As in a form: a space is a plus.
    const key = decodeURIComponent(encoded.replaceAll('+', ' '));
    if (key.endsWith('/')) return [];
    const versionId = text(s3, 'versionId');
    return [{ key, version: versionId ?? text(s3, 'eTag') ?? '', versioned: versionId !== undefined }];
  });
}
