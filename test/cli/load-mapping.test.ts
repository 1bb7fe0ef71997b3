import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { loadMapping } from '../../cli/load-mapping.ts';
import { decodeText } from '../../shared/decode.ts';
import { temporaryFolder } from '../temporary.ts';

const folder = temporaryFolder();

async function file(content: string): Promise<string> {
  const path = join(folder, 'acme.json');
  await writeFile(path, content);
  return path;
}

/** The block of the recipe that is marked with this word. */
async function block(word: string): Promise<string> {
  const text = await readFile(new URL('../../docs/vendors.md', import.meta.url), 'utf8');
  const found = new RegExp(`\`\`\`json ${word}\\n([\\s\\S]*?)\`\`\``).exec(text)?.[1];
  if (found === undefined) throw new Error(`docs/vendors.md has no block "json ${word}"`);
  return found;
}

/** Names of fields anywhere in a JSON Schema. */
function fieldsOf(schema: unknown): string[] {
  if (typeof schema !== 'object' || schema === null) return [];
  const own = 'properties' in schema ? Object.keys(schema.properties ?? {}) : [];
  return [...own, ...Object.values(schema).flatMap(fieldsOf)];
}

describe('The recipe of docs/vendors.md', () => {
  test('gives a vendor that reads its event as it says', async () => {
    const vendor = await loadMapping(await file(await block('mapping')));
    const event = await block('event');
    expect(vendor.recognises(JSON.parse(event))).toBe(true);
    const { activities, malformed } = decodeText(event, { hashKey: new Uint8Array(32), vendor });
    expect(malformed).toEqual([]);
    expect(activities).toEqual([
      {
        ...JSON.parse(await block('activity')),
        uid: expect.stringMatching(/^[0-9a-f]{16}$/),
        sha256: expect.stringMatching(/^[0-9a-f]{64}$/),
      },
    ]);
  });

  test('names every field and word that a mapping may have', async () => {
    const schema = JSON.parse(
      await readFile(new URL('../../shared/vendors/mapping.schema.json', import.meta.url), 'utf8'),
    );
    const text = await readFile(new URL('../../docs/vendors.md', import.meta.url), 'utf8');
    for (const field of fieldsOf(schema).filter((name) => name !== '$schema'))
      expect([`\`${field}\``, `"${field}"`].filter((name) => text.includes(name))).not.toEqual([]);
    for (const kind of schema.properties.kinds.additionalProperties.enum)
      expect(text).toContain(`\`${kind}\``);
  });
});

describe('A mapping that cannot be used is refused in a sentence', () => {
  test('that lists every mistake with its place', async () => {
    const mapping = JSON.parse(await block('mapping'));
    mapping.kinds['login*'] = 'logn';
    delete mapping.time;
    await expect(loadMapping(await file(JSON.stringify(mapping)))).rejects.toThrow(
      /^The mapping .*acme\.json cannot be used; docs\/vendors\.md explains its fields\.\n {2}time: is missing\n {2}kinds\["login\*"\]: "logn" is no kind; did you mean logon\?/,
    );
  });

  test('that names the vendor whose uid it has', async () => {
    const mapping = { ...JSON.parse(await block('mapping')), uid: 'okta' };
    await expect(loadMapping(await file(JSON.stringify(mapping)))).rejects.toThrow(
      /acme\.json has the uid okta, by which Outflow reads Okta System Log already: choose another uid/,
    );
  });

  test.each([
    [
      'lacks a comma',
      '{"uid": "x",\n "title": "X"\n "revision": 1}',
      'is not JSON, at line 3, column 2: check its commas',
    ],
    ['ends early', '{"uid": ', 'is not JSON, at line 1, column 9: check its commas, quotes and brackets.'],
    ['begins with a comment', '// mine\n{}', `is not JSON (Unexpected token '/', "// mine`],
    ['is YAML', 'uid: x', 'is not JSON'],
    ['is empty', '', 'is not JSON, at line 1, column 1'],
    ['is no object', '[]', 'is not an object with uid, title'],
    ['is as large as a log', `"${'x'.repeat(1024 * 1024)}"`, 'is larger than 1 MiB'],
  ])('when it %s', async (_, content, message) => {
    await expect(loadMapping(await file(content))).rejects.toThrow(message);
  });

  test('when it is no file', async () => {
    const message = 'is not a file that can be read: name a mapping file';
    await expect(loadMapping(folder)).rejects.toThrow(message);
    await expect(loadMapping(join(folder, 'none.json'))).rejects.toMatchObject({ name: 'UserError' });
  });
});
