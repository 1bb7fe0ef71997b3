import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { whoseLogs } from '../../cli/whose-logs.ts';
import { outflow as run } from '../command.ts';
import { oktaEvent } from '../fixtures/okta.ts';
import { temporaryFolder } from '../temporary.ts';

const folder = temporaryFolder();

function put(name: string, content: unknown): string {
  writeFileSync(join(folder, name), typeof content === 'string' ? content : JSON.stringify(content));
  return join(folder, name);
}

const mapping = (uid: string) => ({
  uid,
  title: `The ${uid} log`,
  revision: 1,
  recognises: { keys: [`/${uid}`] },
  time: '/at',
  operation: `/${uid}`,
  actor: { uid: '/by' },
  kinds: { taken: 'export' },
});
const event = (uid: string, day = 1) => ({ [uid]: 'taken', at: `2026-03-0${day}T09:00:00Z`, by: 'u1' });

const acme = put('acme.json', mapping('acme'));
const other = put('other.json', mapping('other'));
const logs = [put('acme.log', event('acme')), put('other.log', event('other')), put('okta.log', oktaEvent())];

const outflow = (...args: string[]) => run(folder, args);

const both = ['--mapping', acme, '--mapping', other];

describe('a mapping', () => {
  test('takes what it recognises, and leaves all else of the run to the others', () => {
    const { code, stdout } = outflow('parse', ...logs, ...both, '--json');
    expect(code).toBe(0);
    const vendors = stdout.trimEnd().split('\n');
    expect(vendors.map((line) => JSON.parse(line).vendor)).toEqual(['acme', 'other', 'okta']);
  });

  test.each(['1', '2'])('does so for what is judged by %s threads', (jobs) => {
    const { code, stdout } = outflow('backtest', ...logs, ...both, '--json', '--jobs', jobs);
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ vendors: { acme: 1, other: 1, okta: 1 }, unreadable: {} });
  });

  test.each(['1', '2'])('says what its operations take to what judges them, by %s threads', (jobs) => {
    const bulk = put('bulk.json', { ...mapping('acme'), bulk: ['taken'], counts: 'objects' });
    const low = put('low.settings', { thresholds: { reviewScore: 0.1 } });
    const said = (file: string) => {
      const args = ['--settings', low, '--jobs', jobs, '--json'];
      const { findings } = JSON.parse(outflow('backtest', ...logs, '--mapping', file, ...args).stdout);
      return findings.flatMap(
        ({ signals }: { signals: { detector: string; observed: string }[] }) => signals,
      );
    };
    expect(said(acme)).not.toContainEqual(expect.objectContaining({ detector: 'bulk-export' }));
    expect(said(bulk)).toContainEqual(
      expect.objectContaining({
        detector: 'bulk-export',
        observed: expect.stringContaining('taken, which takes'),
      }),
    );
  });

  test('reads everything where --vendor says that all is its own', async () => {
    const whose = await whoseLogs({ vendor: 'Other', mapping: [acme, other] });
    expect(whose.vendor?.uid).toBe('other');
    const { stdout } = outflow('parse', ...logs, ...both, '--vendor', 'other', '--json');
    expect(stdout.match(/"vendor":"other","result":"malformed"/g)).toHaveLength(2);
  });

  test('is not of another vendor than the one that is named, nor of one that another mapping is of', async () => {
    await expect(whoseLogs({ vendor: 'okta', mapping: [acme, other] })).rejects.toThrow(
      `is of acme, other, not of okta: leave out --vendor`,
    );
    await expect(whoseLogs({ mapping: [acme, acme] })).rejects.toThrow(
      'acme.json is another mapping of acme: name one of them.',
    );
  });

  test('that recognises nothing of a log is what the remedy is about', () => {
    const { code, stderr } = outflow('backtest', put('strange.log', { strange: 1 }), '--mapping', acme);
    expect(code).toBe(2);
    expect(stderr).toMatch(
      /as a log of a vendor that Outflow knows or acme of .*strange\.log .*: compare what the mapping recognises,/,
    );
  });
});

test('without any, the events tell, unless a vendor is named', async () => {
  expect(await whoseLogs({})).toEqual({ mapped: [] });
  expect((await whoseLogs({ vendor: 'okta' })).vendor?.uid).toBe('okta');
  await expect(whoseLogs({ vendor: 'oktaa' })).rejects.toThrow('"oktaa"');
});
