import type { Scenario } from './attack.ts';
import { enumeration, leaver, ramp, slowDrip } from './insiders.ts';
import { coldAccount, mfaReset, smashAndGrab, sprayThenExport } from './stolen-accounts.ts';
import { newTokenThenBulk, serviceDrip, stolenServiceToken } from './tokens.ts';
import { gainsight, mixpanelExport, unc5537, unc6040, unc6395 } from './traces.ts';

/** Attacks with everything about them drawn at random. */
export const ATTACKS: readonly Scenario[] = [
  smashAndGrab,
  slowDrip,
  stolenServiceToken,
  leaver,
  sprayThenExport,
  enumeration,
  newTokenThenBulk,
  mfaReset,
  serviceDrip,
  ramp,
  coldAccount,
];

/** Incidents that happened, with what is published of their steps. */
export const TRACES: readonly Scenario[] = [unc5537, unc6395, gainsight, unc6040, mixpanelExport];

export const SCENARIOS: readonly Scenario[] = [...ATTACKS, ...TRACES];
