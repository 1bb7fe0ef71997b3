import { sha256Hex } from '../../shared/hash.ts';
import { honeyIds } from '../../shared/honey.ts';

/** `npm run honey-ids -- SEED`: a million ids of the secret that the seed stands for, over several datasets, are distinct. */

const MILLION = 1_000_000;
const CODES = [0, 1, 4096, 65_535];

const seed = process.argv[2] ?? '1';
const secret = Buffer.from(sha256Hex(`honey ${seed}`), 'hex');
const seen = new Set<string>();
const started = process.cpuUsage();
for (const code of CODES)
  for (const id of honeyIds(secret, { code, used: 0 }, MILLION / CODES.length).ids) seen.add(id);
const { user, system } = process.cpuUsage(started);
console.log(
  `${seen.size} different ids of ${MILLION}, seed ${seed}, ${((user + system) / 1e6).toFixed(1)} s of processor time`,
);
if (seen.size !== MILLION) process.exitCode = 1;
