import { cutText } from '../text.ts';
import { grouped } from '../words.ts';
import { untrusted } from './untrusted.ts';

/** As `shared/others.ts` names what a list has no room for. */
const OTHERS = /^others:(\d{1,6})~[0-9a-f]{8}$/;

const GAP = ' ... ';
/** Of what is left beside the gap. */
const HEAD = 0.45;

/**
 * A dataset for people; of those that stand for others their number. Long names of one vendor begin alike, with an account, a
 * region or a site: what tells two apart is at the end, where a reading puts the hash of what it cut.
 */
export function datasetText(name: string, maxLength: number): string {
  const [, many] = OTHERS.exec(name) ?? [];
  if (many !== undefined) return `${grouped(Number(many))} others of one operation`;
  const whole = untrusted(name, 4 * maxLength);
  if (whole.length <= maxLength) return whole;
  const head = Math.floor(HEAD * (maxLength - GAP.length));
  const tail = whole.slice(head + GAP.length - maxLength).toWellFormed();
  return untrusted(`${cutText(whole, head)}${GAP}${tail}`, maxLength);
}
