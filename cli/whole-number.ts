import { grouped } from '../shared/words.ts';
import { UserError } from './errors.ts';

/** What an option is given as text. `of`: what it counts. */
export function wholeNumber(
  option: string,
  text: string,
  of: string,
  [least, most]: readonly [number, number],
): number {
  const number = Number(text);
  if (text.trim() !== '' && Number.isInteger(number) && number >= least && number <= most) return number;
  throw new UserError(`${option} ${text}: give a whole number of ${of} from ${least} to ${grouped(most)}.`);
}
