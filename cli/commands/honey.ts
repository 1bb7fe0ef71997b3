import { writeFile } from 'node:fs/promises';
import {
  codeFor,
  type HoneyDataset,
  honeyHits,
  honeyIn,
  honeyRecords,
  MAX_HONEY,
  whereOf,
} from '../../shared/honey.ts';
import { exclusionFilter, importFile } from '../../shared/honey-files.ts';
import { dayOf, dayText } from '../../shared/time.ts';
import { findVendor, VENDORS } from '../../shared/vendors/index.ts';
import { grouped, plural } from '../../shared/words.ts';
import { UserError } from '../errors.ts';
import {
  indexOf,
  openRegistry,
  type Registry,
  readRegistry,
  secretOf,
  writeRegistry,
} from '../honey/registry.ts';
import { recordsOf } from '../input/records.ts';
import { table } from '../render/table.ts';

interface Named {
  readonly vendor: string;
  readonly dataset: string;
  readonly registry: string;
}

/** Makes records, notes them, and writes the file that the vendor imports. */
export async function createHoney(
  options: Named & { readonly count: string; readonly domain?: string; readonly out?: string },
): Promise<void> {
  const count = wholeNumber(options.count);
  checkNames(options);
  const { vendor, dataset } = options;
  const registry = await openRegistry(options.registry, options.domain);
  const secret = secretOf(registry);
  const known = find(registry, vendor, dataset) ?? {
    vendor,
    dataset,
    code: codeFor(secret, vendor, dataset, new Set(registry.datasets.map(({ code }) => code))),
    used: 0,
    count: 0,
    plantedMs: Date.now(),
  };
  const made = honeyRecords(secret, known, count, registry.domain);
  if (made.records.length < count)
    throw new UserError(`${dataset} cannot hold ${grouped(count)} more: plant them as another dataset.`);
  // First the note, then the file: a record that is out there and not noted would never be recognised.
  await writeRegistry(
    options.registry,
    withDataset(registry, { ...known, used: made.used, count: known.count + count }),
  );
  const { extension, content, how } = importFile(vendor, made.records);
  const path = options.out ?? `honey-${vendor}-${dataset.replace(/[^\w-]+/g, '-')}.${extension}`;
  await writeFile(path, content, { mode: 0o600 });

  console.log(`${plural(count, 'record')} for ${dataset} at ${vendor}, in ${path}. ${how}`);
  console.log(
    `${options.registry} holds the secret and what is planted where: keep it, and show it to nobody.`,
  );
  console.log('To leave them out of your own numbers:');
  console.log(`  WHERE ${exclusionFilter(made.records)}`);
}

/** Names the dataset of each honey record in a dump; exit code 0 whether or not there is one. */
export async function findHoney(
  path: string,
  options: { readonly registry: string; readonly json?: boolean },
) {
  const registry = await readRegistry(options.registry);
  const index = indexOf(registry);
  const found = new Map<string, HoneyDataset>();
  for await (const record of recordsOf(path)) {
    if (record.kind === 'unreadable') continue;
    const ids = record.kind === 'row' ? honeyHits(record.row, index) : honeyIn(record.text, index);
    for (const id of ids) {
      const dataset = whereOf(id, index);
      if (dataset !== undefined) found.set(id, dataset);
    }
  }
  if (options.json) {
    for (const [id, { vendor, dataset, plantedMs }] of found)
      console.log(JSON.stringify({ id, vendor, dataset, planted: dayOfMs(plantedMs) }));
    return;
  }
  if (found.size === 0) {
    console.log(`No honey of yours is in ${path}. That proves nothing about what else is in it.`);
    return;
  }
  const byDataset = Map.groupBy(found, ([, dataset]) => dataset);
  for (const [{ vendor, dataset, plantedMs, verifiedMs }, ids] of byDataset)
    console.log(
      `${path} holds ${plural(ids.length, 'honey record')} of ${dataset} at ${vendor}, planted ${dayOfMs(plantedMs)}${
        verifiedMs === undefined ? ', never verified' : `, last seen there ${dayOfMs(verifiedMs)}`
      }: ${ids
        .slice(0, 5)
        .map(([id]) => id)
        .join(', ')}${ids.length > 5 ? ' …' : ''}`,
    );
}

export async function listHoney(options: {
  readonly registry: string;
  readonly json?: boolean;
}): Promise<void> {
  const { datasets, domain } = await readRegistry(options.registry);
  if (options.json) {
    for (const { code: _, ...dataset } of datasets) console.log(JSON.stringify({ ...dataset, domain }));
    return;
  }
  const rows = datasets.map(({ vendor, dataset, plantedMs, verifiedMs, retiredMs }) => [
    vendor,
    dataset,
    dayOfMs(plantedMs),
    verifiedMs === undefined ? 'never' : dayOfMs(verifiedMs),
    retiredMs === undefined ? '' : dayOfMs(retiredMs),
  ]);
  for (const line of table([['Vendor', 'Dataset', 'Planted', 'Verified', 'Retired'], ...rows]))
    console.log(line);
}

/** Notes that the honey is still there, by an export of the dataset that holds it. */
export async function verifyHoney(path: string, options: Named): Promise<void> {
  const registry = await readRegistry(options.registry);
  const dataset = existing(registry, options);
  const index = indexOf(registry);
  const seen = new Set<string>();
  for await (const record of recordsOf(path)) {
    if (record.kind === 'unreadable') continue;
    const ids = record.kind === 'row' ? honeyHits(record.row, index) : honeyIn(record.text, index);
    for (const id of ids) if (whereOf(id, index)?.code === dataset.code) seen.add(id);
  }
  if (seen.size === 0)
    throw new UserError(
      `${path} holds no honey of ${options.dataset}: somebody removed it, or the export left it out. Plant it again, or retire it.`,
    );
  await writeRegistry(options.registry, withDataset(registry, { ...dataset, verifiedMs: Date.now() }));
  console.log(
    `${grouped(seen.size)} of ${plural(dataset.count, 'honey record')} of ${options.dataset} are in ${path}.`,
  );
}

/** Ids of a retired dataset are still recognised: what was stolen before stays stolen. */
export async function retireHoney(options: Named): Promise<void> {
  const registry = await readRegistry(options.registry);
  const dataset = existing(registry, options);
  await writeRegistry(options.registry, withDataset(registry, { ...dataset, retiredMs: Date.now() }));
  console.log(
    `The honey of ${dataset.dataset} at ${dataset.vendor} is retired. Remove its records at the vendor.`,
  );
}

function find({ datasets }: Registry, vendor: string, dataset: string): HoneyDataset | undefined {
  return datasets.find((one) => one.vendor === vendor && one.dataset === dataset);
}

function existing(registry: Registry, { vendor, dataset }: Named): HoneyDataset {
  const found = find(registry, vendor, dataset);
  if (found === undefined)
    throw new UserError(
      `No honey is planted in ${dataset} at ${vendor}. npx outflow honey list shows what is.`,
    );
  return found;
}

function withDataset(registry: Registry, dataset: HoneyDataset): Registry {
  const others = registry.datasets.filter(({ code }) => code !== dataset.code);
  return { ...registry, datasets: [...others, dataset] };
}

function checkNames({ vendor, dataset }: Named): void {
  if (findVendor(vendor) === undefined)
    throw new UserError(
      `There is no vendor ${vendor}: use one of ${VENDORS.map(({ uid }) => uid).join(', ')}.`,
    );
  if (!/^[\w .:/-]{1,100}$/.test(dataset))
    throw new UserError(
      `${dataset} is no name of a dataset: use at most 100 letters, digits, spaces and . : / - _`,
    );
}

function wholeNumber(text: string): number {
  const count = Number(text);
  if (!Number.isInteger(count) || count < 1 || count > MAX_HONEY)
    throw new UserError(`--count is ${text}: give a whole number from 1 to ${grouped(MAX_HONEY)}.`);
  return count;
}

function dayOfMs(ms: number): string {
  return dayText(dayOf(ms));
}
