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

function counted(maxBytes?: number, weigh: (value: { readonly text: string }) => number = () => 0) {
  const read: string[] = [];
  const decode = (bytes: Uint8Array) => {
    read.push(Buffer.from(bytes).toString());
    return { text: Buffer.from(bytes).toString() };
  };
  const memory = remembered(decode, weigh, maxBytes);
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
  const { memory, read } = counted(5_000);
  for (const name of ['a', 'b', 'a', 'b', 'a', 'c', 'c']) memory.read(item(name, `${name}${name}${name}`));
  read.length = 0;
  for (const name of ['c', 'a']) memory.read(item(name, `${name}${name}${name}`));
  expect(read).toEqual([]);
  memory.read(item('b', 'bbb'));
  expect(read).toEqual(['bbb']);
});

test('what takes much in memory counts for as much, however few its bytes are', () => {
  const { memory, read } = counted(1_000_000, ({ text }) => (text === 'deep' ? 900_000 : 0));
  for (let i = 0; i < 3; i++) memory.read(item('a', 'flat'));
  for (let i = 0; i < 3; i++) memory.read(item('b', 'deep'));
  for (let i = 0; i < 3; i++) memory.read(item('c', 'deep'));
  read.length = 0;
  for (const [name, text] of [
    ['c', 'deep'],
    ['b', 'deep'],
  ] as const)
    memory.read(item(name, text));
  expect(read).toEqual(['deep']);
});
