import type { Tails } from './population.ts';
import { PERSON_TAILS } from './tails/person.ts';
import { SERVICE_TAILS } from './tails/service.ts';

/**
 * Defaults, until `npx outflow calibrate` has fitted them to one's own traffic: fitted to 100,000 benign actor-days of
 * the synthetic corpus. What is not here (rules, sprayed addresses, two places at once) stands for itself. Hours add at most
 * three quarters of a decade to what the detector says: the corpus's people keep theirs better than others'.
 */
export const DEFAULT_TAILS: Tails = { person: PERSON_TAILS, service: SERVICE_TAILS };
