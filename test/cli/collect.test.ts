import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Archive } from '../../cli/archive/archive.ts';
import { type Collected, collect } from '../../cli/rebuild/collect.ts';
import { temporaryFolder } from '../temporary.ts';

const workFolder = temporaryFolder();

const DATE = '2026-03-02';

function event(uuid: string, displayMessage = ''): string {
  return JSON.stringify({
    uuid,
    displayMessage,
    published: `${DATE}T09:15:00.000Z`,
    eventType: 'user.session.start',
    actor: { id: '00u1', type: 'User', alternateId: 'alice@example.com' },
    outcome: { result: 'SUCCESS' },
  });
}

function archiveOf(lines: readonly string[], name = 'archive'): Archive {
  return {
    name,
    folders: async () => [],
    async *files() {
      yield { key: 'raw/vendor=okta/1', writtenMs: Date.parse(`${DATE}T09:20:00Z`) };
    },
    open: async () =>
      (async function* () {
        yield Buffer.from(lines.join('\n'));
      })(),
  };
}

function collectFrom(archive: Archive): Promise<Collected> {
  return collect({
    archive,
    folders: ['raw/vendor=okta/'],
    dates: [DATE],
    entity: 'actor/okta/default/00u1',
    asked: new Set(),
    workFolder,
  });
}

async function uuidsOf(collected: Collected): Promise<string[]> {
  const found: string[] = [];
  for await (const { text } of collected.records(DATE)) found.push(JSON.parse(text).uuid);
  return found;
}

describe('what was collected of a date', () => {
  test('before it was over is looked through again, later no more', async () => {
    expect(await uuidsOf(await collectFrom(archiveOf([event('u1')])))).toEqual(['u1']);
    const [work = ''] = readdirSync(workFolder);
    const noon = new Date(`${DATE}T12:00:00Z`);
    utimesSync(join(workFolder, work, `${DATE}.ndjson`), noon, noon);

    const whole = archiveOf([event('u1'), event('u2')]);
    expect(await uuidsOf(await collectFrom(whole))).toEqual(['u1', 'u2']);
    expect(await uuidsOf(await collectFrom(archiveOf([])))).toEqual(['u1', 'u2']);
  });

  test('leaves nothing behind of a date that broke off, however often', async () => {
    const lost: Archive = {
      ...archiveOf([], 'lost'),
      open: async () =>
        (async function* () {
          yield Buffer.from(`${event('u1')}\n`);
          throw new Error('The connection is lost.');
        })(),
    };
    const before = readdirSync(workFolder, { recursive: true, withFileTypes: true });
    await expect(collectFrom(lost)).rejects.toThrow('lost');
    const left = readdirSync(workFolder, { recursive: true, withFileTypes: true });
    const files = (all: typeof left) => all.filter((one) => one.isFile()).map(({ name }) => name);
    expect(files(left)).toEqual(files(before));
  });

  test('is whole where two commands look through it at once', async () => {
    const lines = ['u1', 'u2'].map((uuid) => event(uuid, 'x'.repeat(5 * 1024 * 1024)));
    const both = archiveOf([lines.join('\n')], 'at once');
    const [first = '', second = ''] = lines;
    let other: string[] = [];
    const slow: Archive = {
      ...both,
      open: async () =>
        (async function* () {
          yield Buffer.from(`${first}\n`);
          other = await uuidsOf(await collectFrom(both));
          yield Buffer.from(second);
        })(),
    };
    expect(await uuidsOf(await collectFrom(slow))).toEqual(['u1', 'u2']);
    expect(other).toEqual(['u1', 'u2']);
  });

  test('stays for another command that still reads it, and goes with the last', async () => {
    const folder = () => join(workFolder, readdirSync(workFolder).find((name) => !known.has(name)) ?? '');
    const known = new Set(readdirSync(workFolder));
    const collected = await collectFrom(archiveOf([event('u1')], 'shared'));
    const other = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)']);
    writeFileSync(join(folder(), `${other.pid}.process`), '');
    await collected.remove();
    expect(await uuidsOf(collected)).toEqual(['u1']);

    other.kill('SIGKILL');
    await once(other, 'exit');
    const again = await collectFrom(archiveOf([event('u1')], 'shared'));
    await again.remove();
    expect(new Set(readdirSync(workFolder))).toEqual(known);
  });

  test('is another’s where another archive has it, whatever the names of their stacks', async () => {
    expect(await uuidsOf(await collectFrom(archiveOf([event('theirs')], 'one')))).toEqual(['theirs']);
    expect(await uuidsOf(await collectFrom(archiveOf([event('ours')], 'other')))).toEqual(['ours']);
  });
});
