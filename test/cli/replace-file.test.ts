import { execFileSync } from 'node:child_process';
import {
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { replaceFile } from '../../cli/replace-file.ts';

const folder = mkdtempSync(join(tmpdir(), 'outflow-replace-test-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('what a command writes at its end', () => {
  test('stands there whole, readable by whom it is meant for, and with nothing beside it', async () => {
    const path = join(folder, 'new.json');
    await replaceFile(path, 'one', 0o600);
    await replaceFile(path, 'two', 0o600);
    expect(readFileSync(path, 'utf8')).toBe('two');
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(readdirSync(folder)).toEqual(['new.json']);
  });

  test('is whole where several write at once: that of one of them', async () => {
    const path = join(folder, 'new.json');
    const texts = ['a', 'b', 'c'].map((letter) => letter.repeat(1_000_000));
    await Promise.all(texts.map((text) => replaceFile(path, text)));
    expect(texts).toContain(readFileSync(path, 'utf8'));
    expect(readdirSync(folder)).toEqual(['new.json']);
  });

  test('goes where a link leads, and leaves the link', async () => {
    mkdirSync(join(folder, 'elsewhere'));
    const [target, link] = [join(folder, 'elsewhere', 'kept.json'), join(folder, 'link.json')];
    writeFileSync(target, 'before');
    symlinkSync(target, link);
    await replaceFile(link, 'after');
    expect(lstatSync(link).isSymbolicLink()).toBe(true);
    expect(readFileSync(target, 'utf8')).toBe('after');
    expect(readdirSync(join(folder, 'elsewhere'))).toEqual(['kept.json']);
  });

  test('goes into a pipe, which is one afterwards', async () => {
    const pipe = join(folder, 'pipe');
    execFileSync('mkfifo', [pipe]);
    const [read] = await Promise.all([readFile(pipe, 'utf8'), replaceFile(pipe, 'through')]);
    expect(read).toBe('through');
    expect(lstatSync(pipe).isFIFO()).toBe(true);
  });
});
