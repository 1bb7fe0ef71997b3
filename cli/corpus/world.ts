import type { Changes } from './changes.ts';
import type { Catalogue } from './datasets.ts';
import type { Life, Span } from './lives.ts';
import type { Account, Session } from './model.ts';
import type { Plan } from './plan.ts';
import type { Person } from './population.ts';
import type { Program } from './programs.ts';
import { BASE62, type Random } from './random.ts';

/** All that was drawn once for an organisation; every day follows from it and the day's number. */
export interface World {
  readonly tenant: string;
  readonly period: Span;
  readonly random: Random;
  readonly people: readonly Person[];
  /** Of the person of the same number. */
  readonly lives: readonly Life[];
  readonly programs: readonly Program[];
  readonly catalogue: Catalogue;
  readonly changes: Changes;
}

/** An account in somebody's hands. */
export function sessionOf(
  { tenant }: World,
  account: Account,
  { place, client }: Pick<Plan, 'place' | 'client'>,
  random: Random,
): Session {
  return { tenant, account, person: account.holder, place, client, random, key: random.text(20, BASE62) };
}
