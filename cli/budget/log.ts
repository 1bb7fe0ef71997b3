import { groupByEntity } from '../../functions/detect/arrivals.ts';
import type { Activity } from '../../shared/activity.ts';
import { sha256Hex } from '../../shared/hash.ts';
import { DEFAULT_SETTINGS, type Settings } from '../../shared/settings.ts';
import { dayOf, dayText } from '../../shared/time.ts';
import { plural } from '../../shared/words.ts';
import { addresses } from '../addresses.ts';
import { UserError } from '../errors.ts';
import { startPlay } from '../evaluate/play.ts';
import { readLog } from '../read-log.ts';
import { type WhoseOptions, whoseLogs } from '../whose-logs.ts';
import { type Account, MIN_KNOWN_DAYS, newRegister } from './accounts.ts';

export interface LogOptions extends WhoseOptions {
  readonly tenant: string;
}

const HASH_KEY = Buffer.from(sha256Hex('outflow budget'), 'hex');

/** The account as it stands after the last day of the log. */
export async function accountFromLog(
  actor: string,
  files: readonly string[],
  options: LogOptions,
  settings: Settings = DEFAULT_SETTINGS,
): Promise<Account> {
  const days = Map.groupBy(await readAll(files, options), ({ time }) => dayOf(time));
  const ordered = [...days.keys()].sort((a, b) => a - b);
  const [firstDay, lastDay] = [ordered[0], ordered.at(-1)];
  if (firstDay === undefined || lastDay === undefined)
    throw new UserError(`No event of ${files.join(', ')} could be read: try npx outflow parse on it.`);
  const play = startPlay({ settings });
  const register = newRegister();
  const { enrich } = addresses();
  for (const day of ordered) {
    const arrived = (days.get(day) ?? []).map((activity, record) => ({
      activity,
      record,
      arrival: activity.time,
    }));
    register.see(await play.take(groupByEntity(arrived, enrich)), day);
    play.forget(day);
  }
  return chosen(
    actor,
    register.accounts(lastDay),
    `${dayText(firstDay)} to ${dayText(lastDay)}`,
    register.seen(),
  );
}

async function readAll(files: readonly string[], options: LogOptions): Promise<Activity[]> {
  const whose = await whoseLogs(options);
  const decode = { hashKey: HASH_KEY, tenant: options.tenant, arrival: Date.now(), ...whose };
  const activities: Activity[] = [];
  for (const file of files)
    for await (const read of readLog(file, decode)) for (const one of read.activities) activities.push(one);
  return activities;
}

/** By uid or e-mail address; of one person's accounts at several vendors each is another account. */
function chosen(
  actor: string,
  accounts: readonly Account[],
  span: string,
  seen: readonly Pick<Account, 'uid' | 'emails' | 'vendor'>[],
): Account {
  const named = <T extends Pick<Account, 'uid' | 'emails'>>(all: readonly T[]) =>
    all.filter(({ uid, emails }) => uid === actor || emails.includes(actor.toLowerCase()));
  const [account, another] = named(accounts);
  if (account !== undefined && another !== undefined)
    throw new UserError(
      `${actor} has accounts at several vendors: name one by its id, ${account.uid} (${account.vendor}) or ${another.uid} (${another.vendor}).`,
    );
  if (account === undefined && named(seen).length > 0)
    throw new UserError(
      `${actor} states for too little of its data how many records left, in the log from ${span}: no normal day is known to measure in.`,
    );
  if (account === undefined)
    throw new UserError(
      `No account ${actor} in the log: name it by e-mail address or by the vendor's id, as npx outflow parse shows it.`,
    );
  if (account.knownDays < MIN_KNOWN_DAYS)
    throw new UserError(
      `${actor} is known for ${plural(account.knownDays, 'day')} only, ${span}: a budget needs ${MIN_KNOWN_DAYS}.`,
    );
  return account;
}
