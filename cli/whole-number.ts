import { grouped } from '../shared/words.ts';
import { UserError } from './errors.ts';

/** What an option is given as text. */
export function wholeNumber(option: string, text: string, [least, most]: readonly [number, number]): number {
  const number = Number(text);
  if (text.trim() !== '' && Number.isInteger(number) && number >= least && number <= most) return number;
  throw new UserError(`${option} ${text}: give a whole number from ${least} to ${grouped(most)}.`);
}
