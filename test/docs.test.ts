import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { VENDORS } from '../shared/vendors/index.ts';

const root = join(import.meta.dirname, '..');
const read = (path: string) => readFileSync(join(root, path), 'utf8');
const files = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard'], {
  cwd: root,
  encoding: 'utf8',
})
  .split('\n')
  .filter((path) => path !== '' && existsSync(join(root, path)));

describe('the README', () => {
  const readme = read('README.md');

  test('is at most 200 lines', () => {
    expect(readme.split('\n').length).toBeLessThanOrEqual(200);
  });

  test('links to files that exist', () => {
    for (const [, target = ''] of readme.matchAll(/\]\((?!https?:)([^)#]+)\)/g))
      expect(files).toContain(target);
  });

  test('names every top-level folder of the code', () => {
    for (const folder of ['shared/', 'functions/', 'infra/', 'cli/', 'test/'])
      expect(readme).toContain(`\`${folder}\``);
  });

  test('names every vendor that is read', () => {
    const text = readme.replace(/\s+/g, ' ');
    for (const { title } of VENDORS) expect(text).toContain(title);
  });

  test('names only commands that there are', () => {
    const main = read('cli/main.ts');
    const commands = [...readme.matchAll(/npx outflow ([a-z]+)/g)].map(([, name]) => name);
    expect(commands.length).toBeGreaterThan(4);
    for (const name of commands) expect(main).toContain(`.command('${name}')`);
    const scripts = JSON.parse(read('package.json')).scripts;
    for (const [, name = ''] of readme.matchAll(/npm run ([a-z-]+)/g)) expect(scripts).toHaveProperty(name);
  });
});

describe('ARCHITECTURE.md', () => {
  const rows = [...read('ARCHITECTURE.md').matchAll(/`(test\/[\w/.-]+\.test\.ts)`: “([^”]+)”/g)];

  test('names for every promise a test that exists', () => {
    expect(rows.length).toBeGreaterThan(8);
    for (const [, file = '', name = ''] of rows) {
      expect(files).toContain(file);
      expect(read(file), file).toContain(name);
    }
  });
});

describe('the repository', () => {
  test('holds no secrets, and no paths of one machine', () => {
    // Fixtures quote paths that events carry, such as a file in somebody's home.
    const texts = files.filter(
      (path) => /\.(ts|js|json|md|yml|grit)$/.test(path) && !/package-lock|fixtures/.test(path),
    );
    for (const path of texts) {
      const text = read(path);
      expect(text, path).not.toMatch(
        /(?:AKIA|ASIA)(?![0-9A-Z]*EXAMPLE)[0-9A-Z]{16}|-----BEGIN [A-Z ]*PRIVATE KEY/,
      );
      expect(text, path).not.toMatch(/["'` ]\/(?:home|root|work)\/[a-z]/);
    }
  });
});
