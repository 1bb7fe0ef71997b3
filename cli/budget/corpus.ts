import { actorEntity } from '../../shared/entity.ts';
import { DEFAULT_SETTINGS, type Settings } from '../../shared/settings.ts';
import { makeOrganisation } from '../corpus/organisation.ts';
import { startPlay } from '../evaluate/play.ts';
import { type Account, MIN_KNOWN_DAYS, newRegister } from './accounts.ts';

export interface CorpusAccount extends Account {
  readonly role: string;
}

/** 2026-02-16, a Monday. */
const FIRST_DAY = 20_500;
/** Eight weeks of baseline before it, and two of everything else. */
export const LIVED_DAYS = 70;

/** Accounts of a synthetic organisation after ten weeks of ordinary life. */
export async function corpusAccounts(
  seed: string,
  people: number,
  settings: Settings = DEFAULT_SETTINGS,
  onDay: () => void = () => {},
): Promise<CorpusAccount[]> {
  const lastDay = FIRST_DAY + LIVED_DAYS - 1;
  const services = Math.ceil(people / 5);
  const organisation = makeOrganisation(seed, { people, services, firstDay: FIRST_DAY, lastDay });
  const play = startPlay({ settings });
  const register = newRegister();
  for (let day = FIRST_DAY; day <= lastDay; day++) {
    register.see(await play.batch(organisation.day(day)), day);
    play.forget(day);
    onDay();
  }
  const roles = new Map(
    organisation.actors.map(({ vendor, uid, role, kind }) => [
      actorEntity({ vendor, tenant: organisation.tenant, actor: { uid } }),
      kind === 'person' ? role : kind,
    ]),
  );
  return register
    .accounts(lastDay)
    .filter(({ knownDays }) => knownDays >= MIN_KNOWN_DAYS)
    .map((account) => ({ ...account, role: roles.get(account.entity) ?? 'unknown' }));
}
