import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Random, seededRandom } from '../../cli/corpus/random.ts';
import { VENDORS } from '../../shared/vendors/index.ts';
import { FILE_TARGETS } from './files.ts';
import { mutated } from './mutate.ts';
import { A_FILE, OF_EVENTS, type Target, type Verdict } from './targets.ts';

const CORPUS = join(import.meta.dirname, 'corpus');

/** A record may take this long, and a little more for each MiB that it expands to. */
const MAX_MS = 100;
const MAX_MS_PER_MIB = 50;

export interface Failure {
  readonly seed: string;
  readonly target: string;
  readonly problem: string;
  readonly text: string;
}

export interface Fuzzed {
  readonly failure: Failure | undefined;
  readonly signature: string;
  readonly text: string;
  readonly ms: number;
}

/** Events of every vendor, and what earlier runs found worth keeping. */
export async function seedTexts(): Promise<readonly string[]> {
  const events = await Promise.all(
    VENDORS.map(async ({ uid }) => {
      const module: { fixtures?: readonly unknown[] } = await import(`../fixtures/${uid}.ts`);
      return (module.fixtures ?? []).map((event) => JSON.stringify(event));
    }),
  );
  return [...events.flat(), ...corpus()];
}

export function corpus(): readonly string[] {
  return readdirSync(CORPUS)
    .sort()
    .map((name) => readFileSync(join(CORPUS, name), 'utf8'));
}

/** One input and what became of it. The same seed gives the same. */
export async function fuzzOnce(seed: string, seeds: readonly string[]): Promise<Fuzzed> {
  const random = seededRandom(seed);
  const target = targetOf(random);
  return read(target, mutated(random, target.seeds ?? seeds), seed);
}

function targetOf(random: Random): Target {
  const kind = random.uniform();
  if (kind < 0.05) return A_FILE;
  return kind < 0.15 ? random.pick(FILE_TARGETS) : random.pick(OF_EVENTS);
}

export async function read(target: Target, text: string, seed: string): Promise<Fuzzed> {
  const found = await timed(target, text, seed);
  const limitMs = MAX_MS + ((target.msPerMib ?? MAX_MS_PER_MIB) * found.verdict.expandedBytes) / 2 ** 20;
  let { ms } = found;
  // The first time pays for compiling: what is slow is slow again.
  for (let again = 0; ms > limitMs && again < 3; again++)
    ms = Math.min(ms, (await timed(target, text, seed)).ms);
  const problem = found.verdict.problem ?? (ms > limitMs ? `took ${Math.round(ms)} ms` : undefined);
  const failure = problem === undefined ? undefined : { seed, target: target.name, problem, text };
  return { failure, signature: `${target.name}: ${found.verdict.signature}`, text, ms };
}

async function timed(target: Target, text: string, seed: string): Promise<{ verdict: Verdict; ms: number }> {
  const random = seededRandom(`${seed}/read`);
  // Of this thread's own work: on a busy machine the clock tells more of the others.
  const before = process.threadCpuUsage();
  const elapsedMs = () => {
    const { user, system } = process.threadCpuUsage(before);
    return (user + system) / 1000;
  };
  try {
    const verdict = await target.read(text, random);
    return { verdict, ms: elapsedMs() };
  } catch (error) {
    const problem = `threw ${error instanceof Error ? error.stack : String(error)}`;
    return { verdict: { problem, signature: 'threw', expandedBytes: 0 }, ms: elapsedMs() };
  }
}
