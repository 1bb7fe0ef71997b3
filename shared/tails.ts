import type { Tails } from './population.ts';

/** Defaults, until `npx outflow calibrate` has fitted them to one's own traffic. */
export const DEFAULT_TAILS: Tails = { person: {}, service: {} };
