import { userInfo } from 'node:os';
import { groupByEntity } from '../../functions/detect/arrivals.ts';
import { sha256Hex } from '../../shared/hash.ts';
import { type History, LEAST_DAYS, proposedContracts } from '../../shared/settings/propose.ts';
import { sum } from '../../shared/statistics.ts';
import { plural } from '../../shared/words.ts';
import { addresses } from '../addresses.ts';
import { UserError } from '../errors.ts';
import { filesIn } from '../input/files.ts';
import { sizeOf } from '../input/open.ts';
import { proposedText } from '../proposed-text.ts';
import { readLog } from '../read-log.ts';
import { progressBar } from '../render/progress.ts';
import { type WhoseOptions, whoseLogs } from '../whose-logs.ts';

export interface ProposeOptions extends WhoseOptions {
  readonly tenant: string;
  readonly as?: string;
}

/** Nothing is stored under it: it only tells operations apart while the command runs. */
const HASH_KEY = Buffer.from(sha256Hex('outflow contracts'), 'hex');

/** Prints a settings file with a contract for each service account and integration of a log. */
export async function proposeContracts(paths: readonly string[], options: ProposeOptions): Promise<void> {
  const files = await filesIn(paths);
  const whose = await whoseLogs(options);
  const sizes = await Promise.all(files.map(sizeOf));
  const total = sum(sizes);
  const progress = progressBar('Reading', total, process.stderr);
  const decode = { hashKey: HASH_KEY, tenant: options.tenant, ...whose };
  const { enrich } = addresses();
  const histories: History[] = [];
  for (const file of files)
    for await (const { activities } of readLog(file, decode, progress.advance)) {
      const arrived = activities.map((activity) => ({ activity, record: 0, arrival: activity.time }));
      histories.push(...groupByEntity(arrived, enrich));
    }
  progress.end();
  const contracts = proposedContracts(histories, options.as ?? userInfo().username);
  if (contracts.length === 0)
    throw new UserError(
      `No service account or integration in ${files.join(', ')} was active on ${LEAST_DAYS} days or more: give a longer log, or the log of another vendor with --vendor.`,
    );
  process.stdout.write(proposedText(contracts));
  console.error(
    `${plural(contracts.length, 'contract')}: narrow what is wider than it has to be, add them to your settings file, then npx outflow settings apply FILE.`,
  );
}
