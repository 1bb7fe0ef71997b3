import { randomBytes } from 'node:crypto';
import { existsSync, statSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { dynamoHoneyStore } from '../../functions/ports/aws/honey.ts';
import { type Honey, type HoneyStore, parseHoney, type StoredHoney } from '../../functions/ports/honey.ts';
import { sha256Hex } from '../../shared/hash.ts';
import { UserError } from '../errors.ts';
import { oneAtATime } from '../one-at-a-time.ts';
import { replaceFile } from '../replace-file.ts';
import { resolveLive, type TargetOptions } from '../target.ts';
import { REGISTRY_FILE } from './registry-file.ts';

export interface RegistryOptions extends Omit<TargetOptions, 'from'> {
  /** A file of the user's own, which git ignores, instead of a stack. Whoever reads it can avoid the honey. */
  readonly registry?: string;
}

/** Where it is noted what is planted where. */
export interface Registry {
  /** As a person would say it. */
  readonly title: string;
  readonly store: HoneyStore;
  close(): void;
}

/**
 * Of a stack where one is named, so that detect knows the honey too; otherwise a file in this folder. `OUTFLOW_STACK` names
 * one here as for other commands: what is noted in a file instead, no stack would ever look for.
 */
export async function openRegistry(
  options: RegistryOptions,
  environment: Readonly<Record<string, string | undefined>> = process.env,
): Promise<Registry> {
  const isNamed = options.stack !== undefined || options.local === true;
  if (options.registry !== undefined && isNamed)
    throw new UserError('Use either --registry FILE or a stack (--stack, --local), not both.');
  if (options.registry !== undefined || !(isNamed || environment['OUTFLOW_STACK'])) {
    const path = options.registry ?? REGISTRY_FILE;
    return { title: path, store: fileHoneyStore(path), close: () => {} };
  }
  const target = await resolveLive(options, environment);
  return {
    title: target.title,
    store: dynamoHoneyStore(target.clients.dynamodb, target.outputs.SettingsTable),
    close: target.close,
  };
}

export async function readHoney({ title, store }: Registry): Promise<StoredHoney> {
  const honey = await store.read();
  if (honey === undefined)
    throw new UserError(
      `There is no honey in ${title}. Plant some with npx outflow honey create, or say where it is noted: --registry FILE, --stack NAME.`,
    );
  return honey;
}

/** A new one if there is none yet. */
export async function readOrStart(
  { title, store }: Registry,
  domain: string | undefined,
): Promise<StoredHoney> {
  const honey = await store.read();
  if (honey !== undefined) {
    if (domain !== undefined && domain !== honey.domain)
      throw new UserError(
        `The honey in ${title} is at ${honey.domain}. Leave out --domain, or use another --registry for ${domain}.`,
      );
    return honey;
  }
  if (domain === undefined)
    throw new UserError(
      'Name the domain of the addresses with --domain: one of yours, whose mail you read, such as mail.example.com.',
    );
  if (!/^(?=.{4,200}$)[a-z0-9-]+(\.[a-z0-9-]+)+$/.test(domain))
    throw new UserError(`${domain} is no domain: write it in small letters, such as mail.example.com.`);
  return { secret: randomBytes(32).toString('hex'), domain, datasets: [], version: 0 };
}

export async function writeHoney(
  { title, store }: Registry,
  { version, ...honey }: StoredHoney,
): Promise<void> {
  if (!(await store.write(honey, version)))
    throw new UserError(`Somebody else changed the honey in ${title} meanwhile. Run the command again.`);
}

export function secretOf({ secret }: Honey): Uint8Array {
  return Buffer.from(secret, 'hex');
}

/** The version of a file is what it says: of two that plant at once, the later would take away what the earlier noted. */
export function fileHoneyStore(path: string): HoneyStore {
  const read = async (): Promise<StoredHoney | undefined> => {
    if (!existsSync(path)) return undefined;
    const honey = statSync(path).isFile() ? parseHoney(await readFile(path, 'utf8')) : undefined;
    if (honey === undefined)
      throw new UserError(
        `${path} is not a registry of honey: restore it from a backup, every id rests on its secret.`,
      );
    return { ...honey, version: Number.parseInt(sha256Hex(JSON.stringify(honey)).slice(0, 12), 16) };
  };
  return {
    read,
    write: (honey, expected) =>
      oneAtATime(path, async () => {
        if (((await read())?.version ?? 0) !== expected) return false;
        await replaceFile(path, `${JSON.stringify(honey, null, 2)}\n`, 0o600);
        return true;
      }),
  };
}
