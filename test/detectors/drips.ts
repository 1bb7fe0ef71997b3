import { hashOf } from '../../shared/profile/resources.ts';
import { at, lifeOf, reading } from '../fixtures/readings.ts';

/** Some hundred records a day, now more, now less. */
export const usual = (day: number) => 60 + (hashOf(String(day)) % 90);
export const life = (days: number, records: (day: number) => number) =>
  lifeOf(Array.from({ length: days }, (_, day) => [reading({ time: at(day), records: records(day) })]));
export const drip = (from: number, times: number) => (day: number) => usual(day) * (day >= from ? times : 1);
