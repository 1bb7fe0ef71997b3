import { grouped } from '../words.ts';
import { untrusted } from './untrusted.ts';

/** As `shared/others.ts` names what a list has no room for. */
const OTHERS = /^others:(\d{1,6})~[0-9a-f]{8}$/;
/** As a reading tells a long name from its like. */
const HASH = /~[0-9a-f]{8}$/;

/** A dataset for people: of those that stand for others their number, and of a long name also what tells it from its like. */
export function datasetText(name: string, maxLength: number): string {
  const [, many] = OTHERS.exec(name) ?? [];
  if (many !== undefined) return `${grouped(Number(many))} others of one operation`;
  const [hash = ''] = name.length > maxLength ? (HASH.exec(name) ?? []) : [];
  return untrusted(name.slice(0, name.length - hash.length), maxLength - hash.length) + hash;
}
