import { OPEN_DAYS } from '../../../shared/profile/profile.ts';
import { dayOf } from '../../../shared/time.ts';
import type { Arrival } from '../../detect/arrivals.ts';
import { isTransient } from '../../detect/errors.ts';
import { organisationOf, organisationsIn } from '../../detect/organisations.ts';
import { PERSON_PART, personIn } from '../../detect/persons.ts';
import { isTable } from '../../ports/organisations.ts';
import { settle, throwFirst } from '../../ports/parallel.ts';
import { itemKey, type StateItem, type StateStore } from '../../ports/state.ts';
import { type Judgement, judgeArrivals } from './replay.ts';

const ENTITIES_IN_FLIGHT = 16;

/**
 * Accounts of which the history tells nothing but by their person were judged by what live traffic knew: whoever was
 * deactivated in it may be seen for the first time while it is written, and through what colleagues have long used.
 * `told`: accounts that the history tells of.
 */
export async function judgeOthers(
  target: StateStore,
  history: readonly StateItem[],
  told: ReadonlySet<string>,
  { nowMs, ...judgement }: Judgement & { readonly nowMs: number },
): Promise<void> {
  const people = history.filter(({ part }) => part === PERSON_PART);
  const filled = new Set(history.filter(({ part }) => isTable(part)).map(({ entity }) => entity));
  const accounts = throwFirst(
    await settle(people, ENTITIES_IN_FLIGHT, (one) => accountsOf(target, one, filled)),
  );
  const others = [...new Set(accounts.flat())].filter((entity) => !told.has(entity));
  const organisations = organisationsIn(target);
  const judged = await settle(others, ENTITIES_IN_FLIGHT, (entity) =>
    judgeArrivals([openDaysOf(entity, nowMs)], target, judgement, organisations),
  );
  // One that is damaged must not keep the others from being filled: its own events tell of it.
  throwFirst(judged.filter((one) => one.status === 'fulfilled' || isTransient(one.reason)));
}

/**
 * Of a person of whom the history tells something that days are judged by, all; of others those in organisations of which it
 * tells what is usual there.
 */
async function accountsOf(
  target: StateStore,
  item: StateItem,
  filled: ReadonlySet<string>,
): Promise<readonly string[]> {
  const { steps, refusals, closures } = personIn(item);
  const accounts = [...personIn((await target.read([item])).get(itemKey(item))).accounts];
  if (steps.size + refusals.size + closures.size > 0) return accounts;
  return accounts.filter((account) => filled.has(organisationOf(account) ?? ''));
}

/** Of an account that brings nothing, the days that can still change, to be judged again with those after them. */
function openDaysOf(entity: string, nowMs: number): Arrival {
  const again = Array.from({ length: OPEN_DAYS }, (_, i) => dayOf(nowMs) - i).reverse();
  return { entity, readings: [], records: [], arrivedTime: nowMs, again };
}
