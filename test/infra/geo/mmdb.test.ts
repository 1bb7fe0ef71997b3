import fc from 'fast-check';
import { type AsnResponse, Reader } from 'mmdb-lib';
import { describe, expect, test } from 'vitest';
import { asnNetworks } from '../../../infra/geo/asn.ts';
import { dateOf } from '../../../infra/geo/files.ts';
import { encodeMmdb, type Network } from '../../../infra/geo/mmdb.ts';

const DESCRIPTION = { type: 'test', builtMs: Date.UTC(2026, 5, 17) };

function open(networks: readonly Network[]): (ip: string) => unknown {
  const reader = new Reader<AsnResponse>(encodeMmdb(networks, DESCRIPTION));
  return (ip) => reader.get(ip);
}

const dotted = (address: number) => [24, 16, 8, 0].map((shift) => (address >>> shift) & 255).join('.');

describe('an address database', () => {
  test('written here says to the reader what went in, for every address and for those between', () => {
    const cuts = fc.uniqueArray(fc.integer({ min: 0, max: 0xffffffff }), { minLength: 2, maxLength: 30 });
    fc.assert(
      fc.property(
        cuts,
        fc.array(fc.integer({ min: 0, max: 0xffffffff }), { maxLength: 10 }),
        (points, asked) => {
          const sorted = points.sort((a, b) => a - b);
          const ranges = sorted.flatMap((start, at) => {
            const next = sorted[at + 1];
            // Every third range is left out: a gap.
            return next === undefined || at % 3 === 2 ? [] : [{ start, end: next - 1, number: (at % 2) + 1 }];
          });
          const get = open(
            ranges.map(({ start, end, number }) => ({
              version: 4,
              start: BigInt(start),
              end: BigInt(end),
              value: { number },
            })),
          );
          const probes = [
            ...asked,
            ...ranges.flatMap(({ start, end }) => [
              start,
              end,
              Math.max(0, start - 1),
              Math.min(0xffffffff, end + 1),
            ]),
          ];
          for (const address of probes) {
            const range = ranges.find(({ start, end }) => start <= address && address <= end);
            expect(get(dotted(address))).toEqual(range === undefined ? null : { number: range.number });
          }
        },
      ),
      { numRuns: 200 },
    );
  });

  test('keeps IPv6 apart from IPv4', () => {
    const get = open([
      { version: 4, start: 0x0b000000n, end: 0x0bffffffn, value: { name: 'four' } },
      { version: 6, start: 0x2600n << 112n, end: (0x2600n << 112n) + 5n, value: { name: 'six' } },
    ]);
    expect([get('11.2.3.4'), get('2600::5'), get('2600::6'), get('2601::1'), get('12.0.0.0')]).toEqual([
      { name: 'four' },
      { name: 'six' },
      null,
      null,
      null,
    ]);
  });

  test('holds names of any length and alphabet', () => {
    fc.assert(
      fc.property(
        fc.string({ maxLength: 200, unit: 'grapheme' }),
        fc.integer({ min: 0, max: 0xffffffff }),
        (name, number) => {
          const kept = name.slice(0, 200);
          fc.pre(kept.isWellFormed());
          expect(open([{ version: 4, start: 1n, end: 1n, value: { name, number } }])('0.0.0.1')).toEqual({
            name: kept,
            number,
          });
        },
      ),
    );
  });

  test('says of which day it is', () => {
    expect(new Reader<AsnResponse>(encodeMmdb([], DESCRIPTION)).metadata.buildEpoch.getTime()).toBe(
      DESCRIPTION.builtMs,
    );
  });
});

describe('the list of networks', () => {
  test('is read line by line, with names in quotes and without', () => {
    expect([
      ...asnNetworks('16777216,16777471,64500,"Example ""A"", Inc."\n1,2,64501,Example\n\n', 4),
    ]).toEqual([
      {
        version: 4,
        start: 16777216n,
        end: 16777471n,
        value: { autonomous_system_number: 64500, autonomous_system_organization: 'Example "A", Inc.' },
      },
      {
        version: 4,
        start: 1n,
        end: 2n,
        value: { autonomous_system_number: 64501, autonomous_system_organization: 'Example' },
      },
    ]);
  });

  test('of another form is refused, with the line', () => {
    expect(() => [...asnNetworks('1.0.0.0,1.0.0.255,64500,Example', 4)]).toThrow(/1\.0\.0\.0/);
  });

  test('carries its date as its version', () => {
    expect(dateOf('2.3.2026061719')).toBe(Date.UTC(2026, 5, 17));
    expect(() => dateOf('1.0.0')).toThrow(/holds no date/);
  });
});
