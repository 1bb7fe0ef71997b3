import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join, posix } from 'node:path';
import { Command } from 'commander';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { addOperate } from '../cli/program/operate.ts';
import { addRespond } from '../cli/program/respond.ts';
import { addTry } from '../cli/program/try.ts';
import { addTune } from '../cli/program/tune.ts';
import { readCalibration } from '../shared/calibration/file.ts';
import { checkSettings } from '../shared/settings/check.ts';
import { SETTING_KINDS } from '../shared/settings/document.ts';
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
    const program = files
      .filter((path) => path.startsWith('cli/program/'))
      .map(read)
      .join('');
    const commands = [...readme.matchAll(/npx outflow ([a-z]+)/g)].map(([, name]) => name);
    expect(commands.length).toBeGreaterThan(4);
    for (const name of commands) expect(program).toContain(`.command('${name}')`);
    const scripts = JSON.parse(read('package.json')).scripts;
    for (const [, name = ''] of readme.matchAll(/npm run ([a-z-]+)/g)) expect(scripts).toHaveProperty(name);
  });
});

describe('every call of the command', () => {
  const program = new Command('outflow');
  for (const add of [addTry, addTune, addRespond, addOperate]) add(program);

  /** What stands behind `npx outflow`, as a shell would take it apart, up to a comment, a pipe or a redirection. */
  const callsIn = (text: string) =>
    [...text.matchAll(/npx outflow ([^`\n]+)/g)].map(([, call = '']) =>
      [...call.replace(/ [#|>;].*$/, '').matchAll(/"[^"]*"|\S+/g)].map(([word]) => word),
    );

  const documents = files.filter((path) => /^(docs\/)?[\w-]+\.md$/.test(path) && path !== 'CHANGELOG.md');

  test.each(documents)('in %s is one that the command takes', (path) => {
    for (const words of callsIn(read(path)).filter(([first = '']) => !first.startsWith('-'))) {
      const call = words.join(' ');
      let command: Command = program;
      for (const word of words) {
        const next = command.commands.find((one) => one.name() === bare(word));
        if (next === undefined) break;
        command = next;
      }
      expect(command, call).not.toBe(program);
      const flags = words.map(bare).filter((word) => word.startsWith('--'));
      const known = ['--help', ...command.options.map(({ long }) => long)];
      for (const flag of flags) expect(known, call).toContain(flag);
      // It takes any number of ids, and refuses to guess where there is none.
      if (command.name() === 'redrive' && flags.length > 0) expect(flags, call).toContain('--all');
    }
  });

  test('that works on a stack is listed with the rights that it takes, by policies that there are', () => {
    const [, section = ''] = read('docs/operate.md').split('## Who may do what');
    const named = (command: Command): string =>
      command.parent === null || command.parent === program
        ? command.name()
        : `${named(command.parent)} ${command.name()}`;
    const leaves = (command: Command): readonly Command[] =>
      command.commands.length === 0 ? [command] : command.commands.flatMap(leaves);
    const onStack = leaves(program).filter(({ options }) => options.some(({ long }) => long === '--stack'));
    expect(onStack.length).toBeGreaterThan(20);
    for (const command of onStack) expect(section).toContain(`\`${named(command)}\``);
    const policies = read('infra/analysts.ts') + read('infra/archive.ts');
    for (const [, name] of section.matchAll(/`((?:Read|Apply|Triage)\w+)`/g))
      expect(policies).toContain(`ManagedPolicy(stack, '${name}'`);
  });

  /** Without what a sentence puts behind it. */
  function bare(word: string): string {
    return word.replace(/[,.:;)]+$/, '');
  }
});

describe.each([
  ['ARCHITECTURE.md', 8],
  ['SECURITY.md', 16],
  ['PRIVACY.md', 3],
])('%s', (document, least) => {
  // A file, and the tests in it that are meant: “one” and “another”, across lines.
  const rows = [
    ...read(document)
      .replace(/\s+/g, ' ')
      .matchAll(/`(test\/[\w/.-]+\.test\.ts)`: ((?:“[^”]+”(?:, | and )?)+)/g),
  ].flatMap(([, file = '', names = '']) =>
    [...names.matchAll(/“([^”]+)”/g)].map(([, name = '']) => [file, name] as const),
  );

  test('names tests that exist for what it promises', () => {
    expect(rows.length).toBeGreaterThan(least);
    for (const [file, name] of rows) {
      expect(files).toContain(file);
      expect(read(file), file).toContain(name);
    }
  });

  test('names files and folders that exist, and in them what it says is there', () => {
    const text = read(document).replace(/\s+/g, ' ');
    for (const [, path = ''] of text.matchAll(/`((?:infra|functions|shared|cli|test)\/[\w/.-]*)`/g))
      expect(
        files.some((file) => file === path || file.startsWith(path.endsWith('/') ? path : `${path}/`)),
        path,
      ).toBe(true);
    for (const [, path = '', name = ''] of text.matchAll(/`(infra\/[\w/.-]+\.ts)` `(\w+)`/g))
      expect(read(path), path).toMatch(new RegExp(`export (?:function|const) ${name}\\b`));
  });

  test('links to files that exist', () => {
    for (const [, target = ''] of read(document).matchAll(/\]\((?!https?:)([^)#]+)\)/g))
      expect(files).toContain(target);
  });
});

describe.each(files.filter((path) => /^docs\/[\w-]+\.md$/.test(path)))('%s', (document) => {
  test('links to files that exist, and to places in them', () => {
    for (const [, target = ''] of read(document).matchAll(/\]\((?!https?:)([^)]+)\)/g)) {
      const [path = '', place] = target.split('#');
      const file = path === '' ? document : posix.join('docs', path);
      expect(files, target).toContain(file);
      if (place !== undefined) expect(placesIn(read(file)), target).toContain(place);
    }
  });

  /** Headings, as GitHub and others make anchors of them, and anchors of one's own. */
  function placesIn(text: string): string[] {
    const headings = [...text.matchAll(/^#+ (.*)$/gm)].map(([, heading = '']) =>
      heading
        .toLowerCase()
        .replace(/[^\p{L}\p{N} _-]/gu, '')
        .replaceAll(' ', '-'),
    );
    return [...headings, ...[...text.matchAll(/<a id="([^"]+)">/g)].map(([, id = '']) => id)];
  }
});

describe('settings', () => {
  const blocks = (path: string, language: string) =>
    [...read(path).matchAll(new RegExp(`^\`\`\`${language}\\n([\\s\\S]*?)^\`\`\``, 'gm'))].map(
      ([, block = '']) => block,
    );

  test('that docs/operate.md shows are sound, and show every part but what an export ends with', () => {
    const shown = blocks('docs/operate.md', 'yaml').map((block) => parse(block));
    for (const settings of shown) expect(checkSettings(settings)).toMatchObject({ kind: 'settings' });
    expect([...new Set(shown.flatMap((settings) => Object.keys(settings)))].sort()).toEqual(
      [...SETTING_KINDS].sort(),
    );
  });

  test('that docs/tuning.md shows are sound', () => {
    const [shown = ''] = blocks('docs/tuning.md', 'json');
    expect(readCalibration(JSON.parse(shown))).toMatchObject({ kind: 'calibration' });
  });

  test('of a stack are all in the example', () => {
    const [, settings = ''] = read('infra/config/config.ts').split('export interface StackConfig');
    const example = read('outflow.config.example.ts');
    const names = [...settings.matchAll(/readonly (\w+)\??:/g)].map(([, name = '']) => name);
    expect(names.length).toBeGreaterThan(60);
    for (const name of names) expect(example).toMatch(new RegExp(`\\b${name}(?::|,$)`, 'm'));
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
