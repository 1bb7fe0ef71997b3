import { execFileSync, spawnSync } from 'node:child_process';
import {
  chmodSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { replaceFile } from '../../cli/replace-file.ts';
import { temporaryFolder } from '../temporary.ts';

const folder = temporaryFolder();

const module = join(import.meta.dirname, '../../cli/replace-file.ts');
const inline = (call: string) => ['--input-type=module', '-e', call];

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

  test('is written in place where no other file can be beside it', async () => {
    const path = join(folder, 'n'.repeat(250));
    await replaceFile(path, 'new');
    await replaceFile(path, 'newer');
    expect(readFileSync(path, 'utf8')).toBe('newer');
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

  test('goes where a link leads that leads nowhere yet', async () => {
    const [target, link] = [join(folder, 'elsewhere', 'first.json'), join(folder, 'dangling.json')];
    symlinkSync(target, link);
    await replaceFile(link, 'first', 0o600);
    expect(lstatSync(link).isSymbolicLink()).toBe(true);
    expect(readFileSync(target, 'utf8')).toBe('first');
    expect(statSync(target).mode & 0o777).toBe(0o600);
  });

  test('may be read by whom the old file was, whatever the umask', () => {
    const path = join(folder, 'shared.json');
    writeFileSync(path, 'before');
    chmodSync(path, 0o664);
    const call = `await (await import('${module}')).replaceFile('${path}', 'after');`;
    execFileSync('sh', ['-c', `umask 077; exec "$0" "$@"`, process.execPath, ...inline(call)]);
    expect(readFileSync(path, 'utf8')).toBe('after');
    expect(statSync(path).mode & 0o777).toBe(0o664);
  });

  test('leaves nothing beside it when it is broken off', () => {
    const broken = join(folder, 'broken');
    mkdirSync(broken);
    const call = `
      import { readdirSync } from 'node:fs';
      const { replaceFile } = await import('${module}');
      setInterval(() => readdirSync('.').length > 0 && process.kill(process.pid, 'SIGINT'));
      await replaceFile('large.json', 'x'.repeat(400_000_000));
    `;
    const { status } = spawnSync(process.execPath, inline(call), { cwd: broken });
    expect(status).toBe(130);
    expect(readdirSync(broken)).toEqual([]);
  });

  const mounts = spawnSync('unshare', ['-rm', 'true']).status === 0;
  test.skipIf(!mounts)('is written in place where the file itself is mounted, as into a container', () => {
    const [outside, inside] = [join(folder, 'outside.json'), join(folder, 'elsewhere', 'inside.json')];
    writeFileSync(outside, 'before');
    writeFileSync(inside, '');
    const mount = `mount --bind ${outside} ${inside} && exec "$0" "$@"`;
    const call = `await (await import('${module}')).replaceFile('${inside}', 'after', 0o600);`;
    execFileSync('unshare', ['-rm', 'sh', '-c', mount, process.execPath, ...inline(call)]);
    expect(readFileSync(outside, 'utf8')).toBe('after');
    expect(statSync(outside).mode & 0o777).toBe(0o600);
  });

  test('goes into a pipe, which is one afterwards', async () => {
    const pipe = join(folder, 'pipe');
    execFileSync('mkfifo', [pipe]);
    const [read] = await Promise.all([readFile(pipe, 'utf8'), replaceFile(pipe, 'through')]);
    expect(read).toBe('through');
    expect(lstatSync(pipe).isFIFO()).toBe(true);
  });
});

describe('on a disk that is full', () => {
  const root = join(import.meta.dirname, '../..');
  /** No file may grow beyond 8 kB, as if there were no more space. */
  const confined = (...args: string[]) =>
    spawnSync('sh', ['-c', 'trap "" XFSZ; ulimit -f 16; exec "$0" "$@"', process.execPath, ...args], {
      cwd: folder,
      encoding: 'utf8',
      env: { ...process.env, NODE_DISABLE_COMPILE_CACHE: '1' },
    });

  test('settings that were applied stay as they were written', () => {
    const text = `contracts: []\n# ${'x'.repeat(20_000)}\nbasedOn: before\n`;
    writeFileSync(join(folder, 'settings.yaml'), text, { mode: 0o640 });
    const call = `import { rebase } from '${root}/cli/settings-file.ts'; await rebase('settings.yaml', 'before', 'after');`;
    const { stderr } = confined('--input-type=module', '-e', call);
    expect(stderr).toContain('settings.yaml cannot be written: export again');
    expect(readFileSync(join(folder, 'settings.yaml'), 'utf8')).toBe(text);
    execFileSync(process.execPath, ['--input-type=module', '-e', call], { cwd: folder });
    expect(readFileSync(join(folder, 'settings.yaml'), 'utf8')).toBe(text.replace('before', 'after'));
    expect(statSync(join(folder, 'settings.yaml')).mode & 0o777).toBe(0o640);
  });

  test('honey leaves no part of a file that could be imported', () => {
    const plant = ['create', '--vendor', 'salesforce', '--dataset', 'd', '--count', '900'];
    const made = confined(join(root, 'cli/main.ts'), 'honey', ...plant, '--domain', 'mail.example.com');
    expect(made).toMatchObject({ status: 2, stderr: expect.stringContaining('cannot be used') });
    expect(readdirSync(folder).filter((name) => name.startsWith('honey-'))).toEqual([]);
  });
});
