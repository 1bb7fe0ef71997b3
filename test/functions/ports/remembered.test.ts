import { expect, test } from 'vitest';
import { remembered } from '../../../functions/ports/remembered.ts';
import type { StateItem } from '../../../functions/ports/state.ts';

const item = (entity: string, text: string): StateItem => ({
  entity,
  part: 'open',
  version: 1,
  bytes: Buffer.from(text),
  expires: 0,
});

function counted(maxBytes?: number) {
  const read: string[] = [];
  const memory = remembered((bytes) => {
    read.push(Buffer.from(bytes).toString());
    return { text: Buffer.from(bytes).toString() };
  }, maxBytes);
  return { memory, read };
}

test('what comes again is read twice, and then no more while its bytes stay the same', () => {
  const { memory, read } = counted();
  for (let i = 0; i < 5; i++) expect(memory.read(item('a', 'one'))).toEqual({ text: 'one' });
  expect(read).toEqual(['one', 'one']);
});

test('what another process has written since is read anew', () => {
  const { memory, read } = counted();
  for (let i = 0; i < 3; i++) memory.read(item('a', 'one'));
  expect(memory.read(item('a', 'two'))).toEqual({ text: 'two' });
  expect(memory.read(item('a', 'one'))).toEqual({ text: 'one' });
  expect(read).toEqual(['one', 'one', 'two', 'one']);
});

test('what it wrote itself it need not read', () => {
  const { memory, read } = counted();
  for (let i = 0; i < 2; i++) memory.read(item('a', 'one'));
  const written = { text: 'two' };
  memory.wrote(item('a', 'two'), written);
  expect(memory.read(item('a', 'two'))).toBe(written);
  expect(read).toEqual(['one', 'one']);
});

test('what comes once is not kept, also where it was written', () => {
  const { memory, read } = counted();
  memory.read(item('a', 'one'));
  memory.wrote(item('a', 'two'), { text: 'two' });
  memory.read(item('a', 'two'));
  expect(read).toEqual(['one', 'two']);
});

test('what was asked for least recently is forgotten beyond a size', () => {
  const { memory, read } = counted(600);
  for (const name of ['a', 'b', 'a', 'b', 'a', 'c', 'c']) memory.read(item(name, `${name}${name}${name}`));
  read.length = 0;
  for (const name of ['c', 'a']) memory.read(item(name, `${name}${name}${name}`));
  expect(read).toEqual([]);
  memory.read(item('b', 'bbb'));
  expect(read).toEqual(['bbb']);
});
