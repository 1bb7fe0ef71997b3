import { registerHooks } from 'node:module';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { PATCHES, type Patch } from './patches.ts';

/**
 * Hunts one mutant in a process of its own: `node hunt.ts NAME SEEDS FIRST`. Prints the first seed that tells it from the
 * right design, as JSON. Patches must be in place before anything of the project is loaded, so the imports follow.
 */
export interface Hunted {
  readonly name: string;
  /** Lives it took; undefined: it survived them all. */
  readonly seeds: number | undefined;
  readonly violation: string;
  readonly seconds: number;
}

const [name = '', seeds = '300', first = '1'] = process.argv.slice(2);
applyPatches(PATCHES[name] ?? []);
const { PORT_MUTANTS } = await import('./ports.ts');
const { simulate } = await import('../run.ts');
const make = PORT_MUTANTS[name] ?? (PATCHES[name] ? () => ({}) : undefined);
if (make === undefined) throw new Error(`There is no mutant "${name}".`);

const startedAt = performance.now();
let hunted: Pick<Hunted, 'seeds' | 'violation'> = { seeds: undefined, violation: '' };
for (let lives = 1; lives <= Number(seeds) && hunted.seeds === undefined; lives++) {
  const { violations } = await simulate(Number(first) + lives - 1, make());
  const [violation] = violations;
  if (violation !== undefined) hunted = { seeds: lives, violation };
}
const seconds = (performance.now() - startedAt) / 1000;
process.stdout.write(JSON.stringify({ name, ...hunted, seconds } satisfies Hunted));

function applyPatches(patches: readonly Patch[]): void {
  const byUrl = Map.groupBy(patches, ({ file }) =>
    pathToFileURL(fileURLToPath(new URL(`../../../${file}`, import.meta.url))).toString(),
  );
  registerHooks({
    load: (url, context, next) => {
      const loaded = next(url, context);
      const own = byUrl.get(url);
      if (own === undefined || loaded.source == null) return loaded;
      const source = own.reduce(replaceOnce, loaded.source.toString());
      return { ...loaded, source };
    },
  });
}

function replaceOnce(source: string, { file, find, replace }: Patch): string {
  if (source.split(find).length !== 2)
    throw new Error(`The mutant "${name}" no longer fits ${file}: find its step there, and mend the patch.`);
  return source.replace(find, () => replace);
}
