import { longId } from '../../shared/vendors/salesforce-id.ts';
import { BASE62, type Random } from './random.ts';

const FIRST =
  'Maya Tomas Joana Ruth Iven Lena Oskar Priya Dele Hanna Marco Aiko Stellan Farah Bruno Wen Esther Pavel Noor Gil Sabine Kofi Ines Anton Leila'.split(
    ' ',
  );
const LAST =
  'Lindholm Ashby Ferrand Okoro Petrosan Holmby Brandt Raines Adeyo Kellner Morandi Tanabi Viklund Halabi Castello Zhaoming Whitlow Novotny Rahimi Barkan Vogelsan Mensari Duarte Sorokan Haddon'.split(
    ' ',
  );
/** So many people have a name of their own. */
export const NAMES = FIRST.length * LAST.length;

/** Of the so-manieth person: first and last name. */
export function nameOf(number: number): readonly [first: string, last: string] {
  const last = (number * 3 + Math.floor(number / FIRST.length)) % LAST.length;
  return [FIRST[number % FIRST.length] as string, LAST[last] as string];
}

/** `prefix`: the ten characters by which Salesforce tells what it is of, and where. */
export function salesforceId(prefix: string, random: Random): string {
  const short = `${prefix}${random.text(5, BASE62)}`;
  return longId(short) ?? short;
}
