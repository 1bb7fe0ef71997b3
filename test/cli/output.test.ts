import { readdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { fileOutput } from '../../cli/output.ts';
import { replaceFile } from '../../cli/replace-file.ts';
import { temporaryFolder } from '../temporary.ts';

const folder = temporaryFolder();

test('a file is there once it is whole: until then the old one stands', async () => {
  const path = join(folder, 'evidence.ndjson');
  writeFileSync(path, 'old', { mode: 0o644 });
  const output = await fileOutput(path);
  for (let line = 0; line < 1000; line++) await output.line('x'.repeat(1000));
  expect(readFileSync(path, 'utf8')).toBe('old');
  await output.end();
  expect(readFileSync(path, 'utf8')).toHaveLength(1_001_000);
  // What is in it are people's data.
  expect(statSync(path).mode & 0o777).toBe(0o600);
  expect(readdirSync(folder)).toEqual(['evidence.ndjson']);
});

test('a folder that is not there is told of by the name of the file that was asked for', async () => {
  const path = join(folder, 'none', 'evidence.ndjson');
  await expect(fileOutput(path)).rejects.toMatchObject({ code: 'ENOENT', path });
  await expect(replaceFile(path, 'text')).rejects.toMatchObject({ code: 'ENOENT', path });
});

test('what is no file is written to, and a file with no place beside it as well', async () => {
  const device = join(folder, 'device');
  symlinkSync('/dev/null', device);
  const long = join(folder, 'n'.repeat(250));
  writeFileSync(long, 'old', { mode: 0o644 });
  for (const path of [device, long]) {
    const output = await fileOutput(path);
    await output.line('one');
    await output.end();
  }
  expect(readFileSync(long, 'utf8')).toBe('one\n');
  expect(statSync(long).mode & 0o777).toBe(0o600);
  expect(readdirSync(folder).filter((name) => name.endsWith('.part'))).toEqual([]);
});
