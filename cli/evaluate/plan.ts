import type { Settings } from '../../shared/settings.ts';
import { type Delivery, PROMPT } from './delivery.ts';
import type { Job } from './job.ts';

/** What is lived through: benign lives for the thresholds, others for false incidents, and others with attacks. */
export interface Plan {
  readonly thresholds: readonly Job[];
  readonly falseIncidents: readonly Job[];
  readonly attacks: readonly Job[];
}

export interface Size {
  readonly people: number;
  readonly services: number;
  readonly countedDays: number;
  readonly organisations: {
    readonly thresholds: number;
    readonly falseIncidents: number;
    readonly attacks: number;
  };
  /** Of each scenario and organisation. */
  readonly attacks: number;
}

export const SIZES: Readonly<Record<'fast' | 'full', Size>> = {
  fast: {
    people: 20,
    services: 6,
    countedDays: 44,
    organisations: { thresholds: 1, falseIncidents: 1, attacks: 1 },
    attacks: 1,
  },
  full: {
    people: 120,
    services: 36,
    countedDays: 84,
    organisations: { thresholds: 3, falseIncidents: 2, attacks: 3 },
    attacks: 6,
  },
};

/** Baselines reach back eight weeks. */
const WARM_DAYS = 58;
/** 2026-01-05, a Monday. */
const FIRST_DAY = 20_458;

export function planOf(seed: string, size: Size, settings: Settings, late: Delivery = PROMPT): Plan {
  const job = (name: string, attacks: number): Job => ({
    seed: `${seed}/${name}`,
    people: size.people,
    services: size.services,
    firstDay: FIRST_DAY,
    warmDays: WARM_DAYS,
    countedDays: size.countedDays,
    attacks,
    delivery: late,
    settings,
  });
  const several = (count: number, name: string, attacks = 0) =>
    Array.from({ length: count }, (_, i) => job(`${name}-${i}`, attacks));
  const { thresholds, falseIncidents, attacks } = size.organisations;
  return {
    thresholds: several(thresholds, 'thresholds'),
    falseIncidents: several(falseIncidents, 'false'),
    attacks: several(attacks, 'attacks', size.attacks),
  };
}
