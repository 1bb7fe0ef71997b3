import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createSplitter, type Piece } from '../../shared/decode/split.ts';

/** The records of a text that arrives in pieces of the given sizes, over and over. */
function pieces(text: string, sizes: readonly number[] = [1], maxRecord?: number): Piece[] {
  const splitter = createSplitter(maxRecord);
  const found: Piece[] = [];
  for (let at = 0, turn = 0; at < text.length; turn++) {
    const size = Math.max(1, sizes[turn % sizes.length] ?? 1);
    found.push(...splitter.push(text.slice(at, at + size)));
    at += size;
  }
  return [...found, ...splitter.end()];
}

function read(text: string, sizes?: readonly number[], maxRecord?: number): unknown[] {
  return pieces(text, sizes, maxRecord).map((piece) => {
    if (piece.kind === 'too-long') return 'TOO LONG';
    try {
      return JSON.parse(piece.text);
    } catch {
      return `BROKEN ${piece.text.trim()}`;
    }
  });
}

const record = fc.dictionary(fc.string(), fc.jsonValue(), { maxKeys: 4 });
const records = fc.array(record, { maxLength: 8 });
const sizes = fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1, maxLength: 4 });

describe('a log is cut into the same records, however it is written and however it arrives', () => {
  const json = (value: unknown) => JSON.parse(JSON.stringify(value));

  test.each<[string, (values: unknown[]) => string]>([
    ['as lines', (values) => values.map((value) => `${JSON.stringify(value)}\n`).join('')],
    [
      'as lines without a last newline',
      (values) => values.map((value) => JSON.stringify(value)).join('\r\n'),
    ],
    ['as a list', (values) => JSON.stringify(values)],
    ['as a list over many lines', (values) => JSON.stringify(values, null, 2)],
    [
      'as documents over many lines',
      (values) => values.map((value) => JSON.stringify(value, null, 2)).join('\n'),
    ],
    ['with a byte order mark', (values) => `\ufeff${JSON.stringify(values)}`],
    [
      'as lines with the commas of a list',
      (values) => values.map((value) => `${JSON.stringify(value)},\n`).join(''),
    ],
    ['as lists one after another', (values) => values.map((value) => JSON.stringify([value])).join('\n')],
  ])('%s', (_name, write) => {
    fc.assert(
      fc.property(records, sizes, (values, chunks) => {
        expect(read(write(values), chunks)).toEqual(json(values));
      }),
    );
  });

  test('as lines with the commas of a list, behind one that is broken', () => {
    fc.assert(
      fc.property(sizes, (chunks) => {
        const rest = read('{"a": "cut,\n{"b":1},\n{"c":2}, \n{"d":3}\n', chunks).slice(1);
        expect(rest).toEqual(json([{ b: 1 }, { c: 2 }, { d: 3 }]));
      }),
    );
  });

  test('as a sequence of JSON texts, each behind a separator', () => {
    fc.assert(
      fc.property(records, sizes, (values, chunks) => {
        const text = values.map((value) => `\u001e${JSON.stringify(value)}\n`).join('');
        expect(read(text, chunks)).toEqual(json(values));
      }),
    );
  });

  test('as a list of anything', () => {
    fc.assert(
      fc.property(fc.array(fc.jsonValue(), { maxLength: 8 }), sizes, (values, chunks) => {
        expect(read(JSON.stringify(values), chunks)).toEqual(json(values));
      }),
    );
  });
});

describe('a line that is broken', () => {
  test.each(['{"cut":', '{"cut": "in a text', '}', 'not JSON at all', '{"a": [1, 2', '"text"'])(
    '%s does not hide those after it',
    (broken) => {
      const good = Array.from({ length: 3 }, (_, id) => ({ id, text: 'a "quoted" one' }));
      const lines = [JSON.stringify(good[0]), broken, JSON.stringify(good[1]), JSON.stringify(good[2])].join(
        '\n',
      );
      for (const size of [1, 7, 1000]) {
        const found = read(lines, [size]);
        for (const one of good) expect(found).toContainEqual(one);
        expect(found).toHaveLength(4);
      }
    },
  );

  test('does not hide one whose text holds brackets, where that is cut off when it arrives', () => {
    const good = [
      { id: 1, text: '}' },
      { id: 2, text: '{' },
      { id: 3, text: ']}' },
    ];
    const lines = ['{"cut": "in a text', ...good.map((one) => JSON.stringify(one))].join('\n');
    for (const size of [1, 7, 30, 1000]) {
      const found = read(lines, [size]);
      for (const one of good) expect(found, `${size}`).toContainEqual(one);
      expect(found[0]).toBe('BROKEN {"cut": "in a text');
    }
  });

  test('does not hide more than can be held after it', () => {
    const good = Array.from({ length: 30 }, (_, id) => ({ id, text: 'a "quoted" one' }));
    for (const newline of ['\n', '\r\n'])
      for (const broken of ['{"cut": "in a text', '{"cut": {"a": [1, 2', `{"cut": "${'x'.repeat(200)}`])
        for (const size of [1, 7, 50, 1000]) {
          const texts = good.map((one) => JSON.stringify(one));
          // Also where others came before it, in the same piece.
          for (const before of [[], texts.slice(0, 3)])
            expect(read([...before, broken, ...texts].join(newline), [size], 100).slice(-28)).toEqual(
              good.slice(-28),
            );
          const found = read([broken, ...texts].join(newline), [size], 100);
          // The one right after what is too long tells that it has ended.
          expect(found.slice(-28), `${size}`).toEqual(good.slice(-28));
        }
  });

  test('is not seen in a document with objects on lines of their own', () => {
    const values = Array.from({ length: 9 }, (_, id) => ({ id }));
    const listed = values.map((one) => JSON.stringify(one)).join(',\n');
    for (const size of [1, 7, 1000])
      expect(read(`{"meta": 1, "events": [\n${listed}\n]}\n{"a":1}\n`, [size])).toEqual([
        { meta: 1, events: values },
        { a: 1 },
      ]);
  });

  test('makes no record of the empty ones around it', () => {
    expect(read('{"cut":\n \n\n{"a":1}\n', [1000])).toEqual(['BROKEN {"cut":', { a: 1 }]);
    expect(read('{"cut":oops\n\n{"a":1}}\n', [1000])).toEqual(['BROKEN {"cut":oops', 'BROKEN {"a":1}}']);
  });

  test('in a list is one record, also over several lines', () => {
    expect(read('[{"b":\noops},{"c":3}]')).toEqual(['BROKEN {"b":\noops}', { c: 3 }]);
    expect(read('[{"a":1},{"b":oops},nope,{"c":3}]')).toEqual([
      { a: 1 },
      'BROKEN {"b":oops}',
      'BROKEN nope',
      { c: 3 },
    ]);
  });
});

describe('a record that is too long to hold', () => {
  // An odd number of quotes: one that is taken for an end shows.
  const long = { text: 'x\\"'.repeat(101) };

  test('is said to be, and those after it are read', () => {
    const lines = `${JSON.stringify(long)}\n{"a":1}\n`;
    // At some of these sizes a piece ends between a backslash and its quote.
    for (const size of [1, 3, 7, 10, 98])
      expect(read(lines, [size], 100), `${size}`).toEqual(['TOO LONG', { a: 1 }]);
    expect(read(JSON.stringify([{ a: 1 }, long, { b: 2 }]), [10], 100)).toEqual([
      { a: 1 },
      'TOO LONG',
      { b: 2 },
    ]);
    expect(read(`${'garbage'.repeat(50)}\n{"a":1}`, [10], 100)).toEqual(['TOO LONG', { a: 1 }]);
  });

  test('is taken apart if it is an envelope around a list', () => {
    const events = Array.from({ length: 50 }, (_, id) => ({ id }));
    const document = JSON.stringify({ meta: { page: 1 }, Records: events });
    expect(read(document, [10], 100)).toEqual(events);
    expect(read(`${document}\n{"after":1}`, [10], 100)).toEqual([...events, { after: 1 }]);
    expect(read(document, [10])).toEqual([{ meta: { page: 1 }, Records: events }]);
  });

  test('is one that is longer than what may be held, and none that just fits', () => {
    const line = (length: number) => `"${'x'.repeat(length - 2)}"`;
    const after = '\n{"a":1}';
    expect(read(line(100) + after, [1], 100)).toEqual([JSON.parse(line(100)), { a: 1 }]);
    expect(read(line(101) + after, [1], 100)).toEqual(['TOO LONG', { a: 1 }]);
    expect(read(`[1,${line(100)},2]`, [1], 100)).toEqual([1, JSON.parse(line(100)), 2]);
    // It is whole with its last character, which is held as well.
    const value = (length: number) => `{"a":"${'x'.repeat(length - 8)}"}`;
    for (const [before, behind] of [
      ['', '\n1'],
      ['[', ',1]'],
    ]) {
      expect(read(`${before}${value(101)}${behind}`, [1], 100)).toEqual([JSON.parse(value(101)), 1]);
      expect(read(`${before}${value(102)}${behind}`, [1], 100)).toEqual(['TOO LONG', 1]);
    }
  });

  test('is none that follows another in the same piece', () => {
    const text = `"${'x'.repeat(60)}"`;
    const value = `{"a":${text}}`;
    const [one, two] = [JSON.parse(text), JSON.parse(value)];
    expect(read(`${text}\n${text}\n1`, [110], 100)).toEqual([one, one, 1]);
    expect(read(`${value}\n${value}\n1`, [110], 100)).toEqual([two, two, 1]);
    expect(read(`[${text},${text}]`, [110], 100)).toEqual([one, one]);
    expect(read(`[${value},${value}]`, [110], 100)).toEqual([two, two]);
  });

  test('ends with its line where it is garbage in a list', () => {
    expect(read(`[1,${'x'.repeat(150)}\n{"a":1}`, [10], 100)).toEqual([1, 'TOO LONG', { a: 1 }]);
    expect(read('x'.repeat(150), [10], 100)).toEqual(['TOO LONG']);
  });

  test('is not taken apart where it stands in a list itself', () => {
    const events = Array.from({ length: 50 }, (_, id) => ({ id }));
    expect(read(JSON.stringify([{ events }, { b: 2 }]), [10], 100)).toEqual(['TOO LONG', { b: 2 }]);
  });

  test('of nothing but backslashes is passed over in a time that grows as their number does', () => {
    const start = performance.now();
    const text = `{"a":"${'\\'.repeat(10_000_000)}"}\n{"b":1}`;
    expect(read(text, [65_536], 100)).toEqual(['TOO LONG', { b: 1 }]);
    expect(read(text.replace('"}', '\\""}'), [65_537], 100)).toEqual(['TOO LONG', { b: 1 }]);
    expect(performance.now() - start).toBeLessThan(4000);
  });

  test('of nothing but brackets takes little memory', () => {
    const before = process.memoryUsage().rss;
    expect(read('['.repeat(3_000_000), [100_000]).length).toBeLessThan(10);
    expect(process.memoryUsage().rss - before).toBeLessThan(200 * 1024 * 1024);
  });
});

test('any text is cut into records without a throw, and no text is lost', () => {
  const text = fc.string({
    unit: fc.constantFrom('{', '}', '[', ']', '"', '\\', ',', ':', '1', 'a', ' ', '\n'),
  });
  fc.assert(
    fc.property(text, sizes, (content, chunks) => {
      const found = pieces(content, chunks).map((piece) => (piece.kind === 'text' ? piece.text : ''));
      const strip = (value: string) => value.replace(/[\s,[\]]/g, '');
      expect(strip(found.join(''))).toBe(strip(content));
    }),
    { numRuns: 1000 },
  );
});
