import { existsSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import setup from './folder.ts';
import { once } from './wire/built.ts';

test('the folder that tests share is empty again when sources have changed, and gone in the end', () => {
  let folder = '';
  let rerun: () => unknown = () => {};
  const teardown = setup({
    provide: (_name, given) => {
      folder = given;
    },
    onTestsRerun: (empty) => {
      rerun = () => empty([]);
    },
  });
  writeFileSync(join(folder, 'made'), 'of what was there');
  rerun();
  expect(readdirSync(folder)).toEqual([]);
  teardown();
  expect(existsSync(folder)).toBe(false);
});

test('what is made once is kept from whoever ends first, and whole for all', async () => {
  let makings = 0;
  const make = async (folder: string) => {
    makings++;
    writeFileSync(join(folder, 'a'), 'whole');
    await Promise.resolve();
    writeFileSync(join(folder, 'b'), 'whole');
  };
  const at = await Promise.all([once('once-test', make), once('once-test', make)]);
  expect([...at, await once('once-test', make)]).toEqual([at[0], at[0], at[0]]);
  expect([makings, readdirSync(at[0] ?? '').sort()]).toEqual([2, ['a', 'b']]);
  await expect(once('never-made', () => Promise.reject(new Error('no')))).rejects.toThrow('no');
  expect(await once('never-made', make)).not.toBe(at[0]);
});
