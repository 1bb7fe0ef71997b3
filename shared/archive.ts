import { isObject, object, text } from './vendors/field.ts';
import type { Json } from './vendors/vendor.ts';

/** How raw records lie in the archive: by the vendor of their stamp and the day on which they reached the stream. */

export const RAW = 'raw/';
/** What could not be parted by vendor, such as gzip: one JSON document a line, with the record in base64. */
export const UNPARTITIONED = 'unpartitioned/';
/** Of a record that its producer did not stamp, or stamped with what is no name. */
export const UNSTAMPED = 'unstamped';

/** A stamp is written by its producer: what is no name would become a folder of its own, and too many end delivery. */
const NAME = '^[a-z0-9-]{1,32}$';
const IS_NAME = new RegExp(NAME);

/** What Firehose runs on each record, in the language of jq. */
export const VENDOR_QUERY = `{vendor: (((.outflow.vendor)? | strings | select(test("${NAME}"))) // "${UNSTAMPED}")}`;

/** The same, of what is JSON. */
export function partitionOf(record: Json): string {
  const vendor = isObject(record) ? text(object(record, 'outflow'), 'vendor') : undefined;
  return vendor !== undefined && IS_NAME.test(vendor) ? vendor : UNSTAMPED;
}

/** `raw/vendor=okta/` */
export function vendorFolder(vendor: string): string {
  return `${RAW}vendor=${vendor}/`;
}

/** `date=2026-06-30/` */
export function dateFolder(date: string): string {
  return `date=${date}/`;
}
