import { existsSync } from 'node:fs';
import { type Honey, indexOf } from '../../functions/ports/honey.ts';
import {
  codeFor,
  type HoneyDataset,
  type HoneyIndex,
  honeyIn,
  honeyRecords,
  MAX_HONEY,
  whereOf,
} from '../../shared/honey.ts';
import { exclusionFilter, importFile } from '../../shared/honey-files.ts';
import { dateText } from '../../shared/time.ts';
import { findVendor, VENDORS } from '../../shared/vendors/index.ts';
import { grouped, plural } from '../../shared/words.ts';
import { UserError } from '../errors.ts';
import {
  openRegistry,
  type Registry,
  type RegistryOptions,
  readHoney,
  readOrStart,
  secretOf,
  writeHoney,
} from '../honey/registry.ts';
import { openText } from '../input/open.ts';
import { table } from '../render/table.ts';
import { replaceFile } from '../replace-file.ts';
import { vendorUid } from '../vendor-called.ts';
import { wholeNumber } from '../whole-number.ts';
import { checkWritable } from '../writable.ts';

interface Named extends RegistryOptions {
  readonly vendor: string;
  readonly dataset: string;
}
interface Printed extends RegistryOptions {
  readonly json?: boolean;
}

/** Makes records, notes them, and writes the file that the vendor imports. */
export async function createHoney(
  options: Named & { readonly count: string; readonly domain?: string; readonly out?: string },
): Promise<void> {
  const { dataset } = options;
  const vendor = vendorUid(options.vendor);
  const count = wholeNumber('--count', options.count, 'records', [1, MAX_HONEY]);
  checkNames({ vendor, dataset });
  const path =
    options.out ?? `honey-${vendor}-${dataset.replace(/[^\w-]+/g, '-')}.${importFile(vendor, []).extension}`;
  await checkWritable(path, '--out');
  const { records, title } = await withRegistry(options, async (registry) => {
    const honey = await readOrStart(registry, options.domain);
    const secret = secretOf(honey);
    const before = find(honey, vendor, dataset);
    const known = before === undefined ? newDataset(honey, vendor, dataset) : plantedAgain(before);
    const made = honeyRecords(secret, known, count, honey.domain);
    if (made.records.length < count)
      throw new UserError(`${dataset} cannot hold ${grouped(count)} more: plant them as another dataset.`);
    if (existsSync(path))
      throw new UserError(
        `${path} is there already, and may not be imported yet: move it away, or name another file by --out.`,
      );
    // First the note, then the file: a record that is out there and not noted would never be recognised.
    await writeHoney(registry, withDataset(honey, { ...known, used: made.used, count: known.count + count }));
    return { records: made.records, title: registry.title };
  });
  const { content, how } = importFile(vendor, records);
  await replaceFile(path, content, 0o600);

  console.log(`${plural(count, 'record')} for ${dataset} at ${vendor}, in ${path}. ${how}`);
  console.log(
    `The secret, and what is planted where, is in ${title}: show it to nobody who could do without.`,
  );
  console.log('To leave these out of your own numbers, beside what was planted before:');
  console.log(`  WHERE ${exclusionFilter(records)}`);
}

/** Names the dataset of each honey record in a dump; exit code 0 whether or not there is one. */
export async function findHoney(path: string, options: Printed): Promise<void> {
  const index = indexOf(await withRegistry(options, readHoney));
  const found = await honeyOf(path, index);
  if (options.json) {
    for (const [id, { vendor, dataset, plantedMs }] of found)
      console.log(JSON.stringify({ id, vendor, dataset, planted: dateText(plantedMs) }));
    return;
  }
  if (found.size === 0)
    console.log(`No honey of yours is in ${path}. That proves nothing about what else is in it.`);
  for (const [{ vendor, dataset, plantedMs, verifiedMs }, ids] of Map.groupBy(found, ([, where]) => where)) {
    const seen = verifiedMs === undefined ? 'never verified' : `last seen there ${dateText(verifiedMs)}`;
    const first = ids.slice(0, 5).map(([id]) => id);
    console.log(
      `${path} holds ${plural(ids.length, 'honey record')} of ${dataset} at ${vendor}, planted ${dateText(plantedMs)}, ${seen}: ${first.join(', ')}${ids.length > 5 ? ' …' : ''}`,
    );
  }
}

export async function listHoney(options: Printed): Promise<void> {
  const { datasets, domain } = await withRegistry(options, readHoney);
  if (options.json) {
    for (const { code: _, ...dataset } of datasets) console.log(JSON.stringify({ ...dataset, domain }));
    return;
  }
  const rows = datasets.map(({ vendor, dataset, plantedMs, verifiedMs, retiredMs }) => [
    vendor,
    dataset,
    dateText(plantedMs),
    verifiedMs === undefined ? 'never' : dateText(verifiedMs),
    retiredMs === undefined ? '' : dateText(retiredMs),
  ]);
  for (const line of table([['Vendor', 'Dataset', 'Planted', 'Verified', 'Retired'], ...rows]))
    console.log(line);
}

/** Notes that the honey is still there, by an export of the dataset that holds it. */
export async function verifyHoney(path: string, options: Named): Promise<void> {
  await withRegistry(options, async (registry) => {
    const honey = await readHoney(registry);
    const dataset = existing(honey, options);
    const found = await honeyOf(path, indexOf(honey));
    const seen = [...found.values()].filter(({ code }) => code === dataset.code).length;
    if (seen === 0)
      throw new UserError(
        `${path} holds no honey of ${options.dataset}: somebody removed it, or the export left it out. Plant it again, or retire it.`,
      );
    await writeHoney(registry, withDataset(honey, { ...dataset, verifiedMs: Date.now() }));
    console.log(
      `${grouped(seen)} of ${plural(dataset.count, 'honey record')} of ${options.dataset} are in ${path}.`,
    );
  });
}

/** Ids of a retired dataset are still recognised: what was stolen before stays stolen. */
export async function retireHoney(options: Named): Promise<void> {
  await withRegistry(options, async (registry) => {
    const honey = await readHoney(registry);
    const dataset = existing(honey, options);
    await writeHoney(registry, withDataset(honey, { ...dataset, retiredMs: Date.now() }));
    console.log(
      `The honey of ${dataset.dataset} at ${dataset.vendor} is retired. Remove its records at the vendor.`,
    );
  });
}

async function withRegistry<T>(
  options: RegistryOptions,
  work: (registry: Registry) => Promise<T>,
): Promise<T> {
  const registry = await openRegistry(options);
  try {
    return await work(registry);
  } finally {
    registry.close();
  }
}

/** A run of letters and digits that the next piece of a text may go on with. */
const OPEN_END = /[a-z0-9]{0,64}$/i;

/**
 * Where each honey record of a file is from, by its id. A dump is text, whatever it is written in: read as records, one
 * without a header would lose its first line, and one that is damaged what is behind the damage.
 */
async function honeyOf(path: string, index: HoneyIndex): Promise<Map<string, HoneyDataset>> {
  const found = new Map<string, HoneyDataset>();
  const look = (text: string): void => {
    for (const id of honeyIn(text, index)) {
      const dataset = whereOf(id, index);
      if (dataset !== undefined) found.set(id, dataset);
    }
  };
  let held = '';
  for await (const piece of openText(path, () => {})) {
    const text = held + piece;
    held = OPEN_END.exec(text)?.[0] ?? '';
    look(text.slice(0, text.length - held.length));
  }
  look(held);
  return found;
}

function find({ datasets }: Honey, vendor: string, dataset: string): HoneyDataset | undefined {
  return datasets.find((one) => one.vendor === vendor && one.dataset === dataset);
}

function newDataset(honey: Honey, vendor: string, dataset: string): HoneyDataset {
  const taken = new Set(honey.datasets.map(({ code }) => code));
  const code = codeFor(secretOf(honey), vendor, dataset, taken);
  return { vendor, dataset, code, used: 0, count: 0, plantedMs: Date.now() };
}

/** The records of a retired one are removed at the vendor, and now there are others. */
function plantedAgain({ retiredMs: _, ...dataset }: HoneyDataset): HoneyDataset {
  return { ...dataset, plantedAgainMs: Date.now() };
}

function existing(honey: Honey, { vendor, dataset }: Named): HoneyDataset {
  const found = find(honey, vendorUid(vendor), dataset);
  if (found === undefined)
    throw new UserError(
      `No honey is planted in ${dataset} at ${vendor}. npx outflow honey list shows what is.`,
    );
  return found;
}

function withDataset<T extends Honey>(honey: T, dataset: HoneyDataset): T {
  const others = honey.datasets.filter(({ code }) => code !== dataset.code);
  return { ...honey, datasets: [...others, dataset] };
}

function checkNames({ vendor, dataset }: Pick<Named, 'dataset' | 'vendor'>): void {
  if (findVendor(vendor) === undefined)
    throw new UserError(
      `There is no vendor ${vendor}: use one of ${VENDORS.map(({ uid }) => uid).join(', ')}.`,
    );
  if (!/^[\w .:/-]{1,100}$/.test(dataset))
    throw new UserError(
      `${dataset} is no name of a dataset: use at most 100 letters, digits, spaces and . : / - _`,
    );
}
