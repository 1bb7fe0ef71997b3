import { ledger } from '../../shared/ledger.ts';
import type { Ledger } from '../../shared/ledger-sample.ts';
import type { Base } from '../../shared/profile/base.ts';
import { decodeBase, decodeOpen } from '../../shared/profile/codec.ts';
import type { Open } from '../../shared/profile/profile.ts';
import { type Remembered, remembered } from '../ports/remembered.ts';

/** What the stored parts of profiles say. */
export interface ProfileMemory {
  readonly open: Remembered<Open>;
  readonly base: Remembered<Base>;
  readonly ledger: Remembered<Ledger>;
}

/** Estimates of what each takes in memory; of a base twice, for what the open days folded onto it make of it, and what is normal by them. */
const HOUR_BYTES = 1_500;
const DAY_BYTES = 2 * 700 + 200;
const RESOURCE_BYTES = 2 * 120;
const LINE_BYTES = 1_500;

/** Each of the three parts takes at most `maxBytes`, as estimated. */
export function profileMemory(maxBytes?: number): ProfileMemory {
  return {
    open: remembered(decodeOpen, ({ hours }) => hours.size * HOUR_BYTES, maxBytes),
    base: remembered(
      decodeBase,
      ({ days, known }) => days.length * DAY_BYTES + (known.sample.size + known.heavy.size) * RESOURCE_BYTES,
      maxBytes,
    ),
    ledger: remembered(ledger.decode, ({ lines }) => lines.size * LINE_BYTES, maxBytes),
  };
}
