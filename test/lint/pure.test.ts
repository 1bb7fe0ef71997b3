import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { temporaryFolder } from '../temporary.ts';

const root = join(import.meta.dirname, '../..');
const folder = temporaryFolder();
mkdirSync(join(folder, 'shared'));
mkdirSync(join(folder, 'functions'));
mkdirSync(join(folder, 'test/lint'), { recursive: true });
const config = JSON.parse(readFileSync(join(root, 'biome.json'), 'utf8'));
writeFileSync(join(folder, 'biome.json'), JSON.stringify({ ...config, vcs: { enabled: false } }));
copyFileSync(join(root, 'test/lint/pure.grit'), join(folder, 'test/lint/pure.grit'));

/** What the linter, with this repository's rules, says of such a file. */
function lint(path: string, code: string): string {
  writeFileSync(join(folder, path), `${code}\n`);
  const biome = join(root, 'node_modules/.bin/biome');
  const { stdout, stderr } = spawnSync(biome, ['lint', path], { cwd: folder, encoding: 'utf8' });
  return stdout + stderr;
}

describe('the linter keeps shared/ pure', () => {
  test.each([
    [
      'reads files',
      "import { readFileSync } from 'node:fs';\nexport const f = readFileSync;",
      'noRestrictedImports',
    ],
    [
      'speaks to AWS',
      "import { S3Client } from '@aws-sdk/client-s3';\nexport const f = S3Client;",
      'noRestrictedImports',
    ],
    [
      'knows the layers around it',
      "import { f } from '../functions/detect/detect.ts';\nexport const g = f;",
      'noRestrictedImports',
    ],
    ['reads the clock', 'export const now = Date.now();', 'pure: time'],
    ['makes a date of now', 'export const now = new Date();', 'pure: time'],
    ['reads a performance clock', 'export const now = performance.now();', 'pure: it reads no clock'],
    ['draws at random', 'export const r = Math.random();', 'pure: randomness'],
    ['reads the environment', "export const e = process.env['X'];", 'pure: it knows no environment'],
    ['waits', 'export async function f(p: Promise<void>) {\n  await p;\n}', 'pure: it waits for nothing'],
    ['prints', "export const f = () => console.log('x');", 'noConsole'],
  ])('refuses code that %s', (_, code, message) => {
    expect(lint('shared/example.ts', code)).toMatch(new RegExp(message));
  });

  test('allows hashing and compression, which compute and touch nothing', () => {
    const code =
      "import { hash } from 'node:crypto';\nimport { gunzipSync } from 'node:zlib';\n\nexport const f = [hash, gunzipSync];\n";
    expect(lint('shared/example.ts', code)).not.toMatch(/noRestrictedImports|pure/);
  });

  test('allows a clock at the edge', () => {
    expect(lint('functions/example.ts', 'export const now = Date.now();')).not.toMatch(/pure/);
  });
});
