import { groupByEntity } from '../../functions/detect/arrivals.ts';
import type { Activity } from '../../shared/activity.ts';
import { JUDGING, type Judging } from '../../shared/assess.ts';
import { actorEntity } from '../../shared/entity.ts';
import { sha256Hex } from '../../shared/hash.ts';
import { DEFAULT_SETTINGS, type Settings } from '../../shared/settings.ts';
import { dayOf, dayText } from '../../shared/time.ts';
import { plural } from '../../shared/words.ts';
import { addresses } from '../addresses.ts';
import { isCalled } from '../called.ts';
import { UserError } from '../errors.ts';
import { startPlay } from '../evaluate/play.ts';
import { filesIn } from '../input/files.ts';
import { readLog } from '../read-log.ts';
import { type WhoseLogs, type WhoseOptions, whoseLogs } from '../whose-logs.ts';
import { type Account, MIN_KNOWN_DAYS, newRegister, type Register } from './accounts.ts';

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
  judging: Judging = JUDGING,
): Promise<Account> {
  const whose = await whoseLogs(options);
  const activities = await readAll(await filesIn(files), options, whose);
  const days = Map.groupBy(activities, ({ time }) => dayOf(time));
  const ordered = [...days.keys()].sort((a, b) => a - b);
  const [firstDay, lastDay] = [ordered[0], ordered.at(-1)];
  if (firstDay === undefined || lastDay === undefined)
    throw new UserError(`No event of ${files.join(', ')} could be read: try npx outflow parse on it.`);
  const play = startPlay({ settings, judging, vendors: whose.mapped });
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
    namesIn(activities),
    register.accounts(lastDay),
    `${dayText(firstDay)} to ${dayText(lastDay)}`,
    register.seen(),
  );
}

async function readAll(
  files: readonly string[],
  { tenant }: LogOptions,
  whose: WhoseLogs,
): Promise<Activity[]> {
  const decode = { hashKey: HASH_KEY, tenant, arrival: Date.now(), ...whose };
  const activities: Activity[] = [];
  for (const file of files)
    for await (const read of readLog(file, decode)) for (const one of read.activities) activities.push(one);
  return activities;
}

/** What the log calls each account, beside its e-mail address. */
function namesIn(activities: readonly Activity[]): ReadonlyMap<string, ReadonlySet<string>> {
  const names = new Map<string, Set<string>>();
  for (const { vendor, tenant, actor } of activities) {
    if (actor.name === undefined) continue;
    const entity = actorEntity({ vendor, tenant, actor });
    names.set(entity, (names.get(entity) ?? new Set()).add(actor.name));
  }
  return names;
}

/** By id, e-mail address or name; of one person's accounts at several vendors each is another account. */
function chosen(
  actor: string,
  names: ReadonlyMap<string, ReadonlySet<string>>,
  accounts: readonly Account[],
  span: string,
  seen: ReturnType<Register['seen']>,
): Account {
  const named = <T extends Pick<Account, 'entity' | 'emails'>>(all: readonly T[]) =>
    all.filter(({ entity, emails }) =>
      isCalled({ entity, names: [...emails, ...(names.get(entity) ?? [])] }, actor),
    );
  const [account, another] = named(accounts);
  if (account !== undefined && another !== undefined)
    throw new UserError(
      `${actor} is the name of several accounts: choose one by its id, ${account.vendor}/${account.uid} or ${another.vendor}/${another.uid}.`,
    );
  if (account === undefined && named(seen).length > 0)
    throw new UserError(
      `${actor} states for too little of its data how many records left, in the log from ${span}: no normal day is known to measure in.`,
    );
  if (account === undefined)
    throw new UserError(
      `No account ${actor} in the log: name it by e-mail address, by the name that npx outflow parse shows, or by the vendor's id, which --json shows as actor.uid.`,
    );
  if (account.knownDays < MIN_KNOWN_DAYS)
    throw new UserError(
      `${actor} is known for ${plural(account.knownDays, 'day')} only, ${span}: a budget needs ${MIN_KNOWN_DAYS}.`,
    );
  return account;
}
