import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { chmod, readFile, rename, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { type HoneyDataset, type HoneyIndex, honeyIndex } from '../../shared/honey.ts';
import { UserError } from '../errors.ts';

export const REGISTRY_FILE = 'outflow.honey.json';

/** What has been planted where: a file of the user's own, which git ignores. Whoever reads it can avoid the honey. */
export interface Registry {
  /** 64 hexadecimal digits: every id rests on it. */
  readonly secret: string;
  readonly domain: string;
  readonly datasets: readonly HoneyDataset[];
}

export async function readRegistry(path: string): Promise<Registry> {
  if (!existsSync(path))
    throw new UserError(
      `There is no honey here: ${path} is missing. Plant some with npx outflow honey create, or name its file with --registry.`,
    );
  return checked(path, await readFile(path, 'utf8'));
}

/** A new one if there is none yet. */
export async function openRegistry(path: string, domain: string | undefined): Promise<Registry> {
  if (existsSync(path)) {
    const registry = await readRegistry(path);
    if (domain !== undefined && domain !== registry.domain)
      throw new UserError(
        `The honey in ${path} is at ${registry.domain}. Leave out --domain, or use another --registry for ${domain}.`,
      );
    return registry;
  }
  if (domain === undefined)
    throw new UserError(
      'Name the domain of the addresses with --domain: one of yours, whose mail you read, such as mail.example.com.',
    );
  if (!/^(?=.{4,200}$)[a-z0-9-]+(\.[a-z0-9-]+)+$/.test(domain))
    throw new UserError(`${domain} is no domain: write it in small letters, such as mail.example.com.`);
  return { secret: randomBytes(32).toString('hex'), domain, datasets: [] };
}

export async function writeRegistry(path: string, registry: Registry): Promise<void> {
  const part = join(dirname(path), `.${process.pid}.honey.part`);
  // Renamed into place, so that Ctrl-C never leaves half a file: without it no honey is recognised.
  await writeFile(part, `${JSON.stringify(registry, null, 2)}\n`, { mode: 0o600 });
  await chmod(part, 0o600);
  await rename(part, path);
}

export function secretOf({ secret }: Registry): Uint8Array {
  return Buffer.from(secret, 'hex');
}

export function indexOf(registry: Registry): HoneyIndex {
  return honeyIndex(secretOf(registry), registry.datasets);
}

function checked(path: string, text: string): Registry {
  try {
    const registry = JSON.parse(text) as Registry;
    const good =
      /^[0-9a-f]{64}$/.test(registry.secret) &&
      typeof registry.domain === 'string' &&
      registry.datasets.every(
        ({ vendor, dataset, code, used }) => vendor && dataset && code >= 0 && used >= 0,
      );
    if (good) return registry;
  } catch {
    // Said below: the remedy is the same.
  }
  throw new UserError(
    `${path} is not a registry of honey: restore it from a backup, every id rests on its secret.`,
  );
}
