import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { readCases, runCases } from '../../shared/sigma/cases.ts';
import { readRules } from '../../shared/sigma/read-rules.ts';
import { shippedRules } from '../../shared/sigma/shipped.ts';

const root = join(import.meta.dirname, '../..');
const text = readFileSync(join(root, 'docs/rules.md'), 'utf8');

function block(kind: string): string {
  const found = new RegExp(`\`\`\`${kind}\\n([\\s\\S]*?)\`\`\``).exec(text)?.[1];
  if (found === undefined) throw new Error(`docs/rules.md has no block "${kind}"`);
  return found;
}

describe('docs/rules.md', () => {
  test('shows a rule that does what its cases say', () => {
    const [read] = readRules(block('yaml rule'));
    const cases = readCases(JSON.parse(block('json cases')));
    if (read?.kind !== 'rule' || cases.kind !== 'cases') throw new Error(JSON.stringify([read, cases]));
    expect(runCases(read.rule, cases.cases).filter(({ kind }) => kind === 'verdict')).toEqual([]);
  });

  test('names only modifiers that are read', () => {
    const row = /^\| modifiers \| (.*) \|$/m.exec(text)?.[1] ?? '';
    const names = [...row.matchAll(/`(\w+)`/g)].map(([, name = '']) => name);
    expect(names.length).toBeGreaterThan(20);
    for (const name of names) {
      const modified = { i: 're|i', m: 're|m', s: 're|s', wide: 'wide|base64' }[name] ?? name;
      const bytes = name.startsWith('utf16') ? `${name}|base64` : modified;
      const value = { exists: 'true', cidr: '192.0.2.0/24' }[name] ?? (/^[lg]te?$/.test(name) ? '5' : 'x');
      const yaml = `title: x\nlogsource: {product: okta}\ndetection: {a: {f|${bytes}: ${value}}, condition: a}`;
      expect(readRules(yaml)[0]).toMatchObject({ kind: 'rule' });
    }
  });
});

test('the README says how many rules are shipped', () => {
  const readme = readFileSync(join(root, 'README.md'), 'utf8');
  expect(readme).toContain(`${shippedRules().length} shipped rules`);
});
