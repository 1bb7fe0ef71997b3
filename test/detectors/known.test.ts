import { readFileSync } from 'node:fs';
import { expect, test, vi } from 'vitest';
import { showDetectors } from '../../cli/commands/detectors.ts';
import { detectorLines, detectorsDocument } from '../../cli/render/detectors.ts';
import { DETECTORS, KNOWN_DETECTORS } from '../../shared/detectors/index.ts';
import { FEED_DETECTORS } from '../../shared/feeds/detectors.ts';

function printed(...given: Parameters<typeof showDetectors>): string {
  const log = vi.spyOn(console, 'log').mockImplementation(() => {});
  try {
    showDetectors(...given);
    return log.mock.calls.join('\n');
  } finally {
    log.mockRestore();
  }
}

test('each detector says what it finds, in a sentence, and what to check, the likeliest harmless cause last', () => {
  expect(KNOWN_DETECTORS).toHaveLength(DETECTORS.length + FEED_DETECTORS.length + 2);
  for (const { uid, title, finds = '', runbook } of KNOWN_DETECTORS) {
    expect([uid, finds]).toEqual([uid, expect.stringMatching(/^[A-Z].{30,300}\.$/)]);
    expect(finds).not.toContain(title);
    expect([uid, runbook.at(-1)]).toEqual([uid, expect.stringMatching(/^Likeliest harmless cause: /)]);
  }
});

test('is what docs/detectors.md says: npm run detectors-doc writes it', () => {
  expect(readFileSync(new URL('../../docs/detectors.md', import.meta.url), 'utf8')).toBe(
    detectorsDocument(KNOWN_DETECTORS),
  );
});

test('lists all of them, by whom they judge', () => {
  const rows = printed([], {}).split('\n');
  for (const { uid, title, technique } of KNOWN_DETECTORS)
    expect(rows).toContainEqual(
      expect.stringMatching(new RegExp(`^${uid} +${technique.uid} +\\w+ +${title}$`)),
    );
  const judged = (name: string) => rows.find((row) => row.startsWith(`${name} `))?.split(/ +/)[2];
  expect(['volume', 'spraying', 'feed-gap', 'crowd'].map(judged)).toEqual([
    'account',
    'address',
    'log',
    'organisation',
  ]);
});

test('tells one in full, by its name or as a page names it, in a hundred columns', () => {
  const sequence = printed(['sequence'], {});
  expect(printed(['Data left soon after access was changed'], {})).toBe(sequence);
  expect(sequence).toContain('T1098 Account Manipulation (Persistence)');
  expect(sequence).toContain('Likeliest harmless cause: a new telephone');
  for (const line of KNOWN_DETECTORS.flatMap(detectorLines)) expect(line.length).toBeLessThanOrEqual(100);
});

test('says how much of what several of a family say counts, and which pages whatever the volume', () => {
  expect(printed(['volume'], {})).toContain('each other a third');
  expect(printed(['dormant'], {})).not.toContain('Counts');
  expect(printed(['tripwire'], {})).toContain('Pages whatever the volume');
});

test('prints JSON', () => {
  const [one] = JSON.parse(printed(['spraying'], { json: true }));
  expect(one).toMatchObject({ uid: 'spraying', judges: 'address', technique: { uid: 'T1110.003' } });
  expect(JSON.parse(printed([], { json: true }))).toHaveLength(KNOWN_DETECTORS.length);
});

test('names the remedy for a name that it does not know', () => {
  expect(() => printed(['seqence'], {})).toThrow(/no detector "seqence".*Did you mean sequence\?/);
  expect(() => printed([], { json: true, markdown: true })).toThrow('not both');
});
