import { itemKey, openKey, type StateItem, type StateStore } from '../functions/ports/state.ts';
import { decodeBase, decodeOpen } from '../shared/profile/codec.ts';
import { EMPTY_PROFILE, type Profile } from '../shared/profile/profile.ts';

const TRIES = 3;

/** The profile of one account as it stands, or undefined where there is none. Reads two items. */
export async function readProfile(
  state: Pick<StateStore, 'read'>,
  entity: string,
): Promise<Profile | undefined> {
  // Between the two reads the detector may put another base in place of the one that was named.
  for (let tries = 0; tries < TRIES; tries++) {
    const items = await profileItems(state, entity);
    if (items === undefined) return undefined;
    const [open, base] = items;
    if (open.base !== undefined && base === undefined) continue;
    return {
      open: decodeOpen(open.bytes),
      base: base === undefined ? EMPTY_PROFILE.base : decodeBase(base.bytes),
    };
  }
  throw new Error(`The profile of ${entity} changed at every one of ${TRIES} reads.`);
}

/** `open` and the base that it rests on. */
export async function profileItems(
  state: Pick<StateStore, 'read'>,
  entity: string,
): Promise<readonly [StateItem, StateItem | undefined] | undefined> {
  const key = openKey(entity);
  const open = (await state.read([key])).get(itemKey(key));
  if (open === undefined) return undefined;
  if (open.base === undefined) return [open, undefined];
  const baseKey = { entity, part: open.base };
  return [open, (await state.read([baseKey])).get(itemKey(baseKey))];
}
