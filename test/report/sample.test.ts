import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { reportHtml } from '../../cli/report/html.ts';
import { reportMarkdown } from '../../cli/report/markdown.ts';
import { reportText } from '../../cli/report/text.ts';
import { company } from '../demo/day.ts';
import { sampleReport } from '../demo/sample.ts';

describe("the report of the demo's breach", () => {
  test('is the sample in the tree: npm run sample-report renews it', async () => {
    const sample = readFileSync(join(import.meta.dirname, '../../docs/sample-report.html'), 'utf8');
    expect(reportHtml(await sampleReport())).toBe(sample);
  });

  test('says who took what, when, how much and how sure that is, in every format', async () => {
    const report = await sampleReport();
    const { person, knownRows, uncountedExports } = company.incident;
    const known = report.exposure.records.known;
    expect(known).toBeGreaterThanOrEqual(knownRows);
    expect(report.exposure.records.upper).toBeNull();
    expect(report.exposure.unsized).toBe(uncountedExports);
    for (const written of [reportHtml(report), reportMarkdown(report), reportText(report)]) {
      const text = written.replaceAll('&#64;', '@').replace(/\s+/g, ' ');
      expect(text).toContain(person.email);
      expect(text).toContain(`at least ${known.toLocaleString('en')} records from Salesforce`);
      expect(text).toContain('3 exports of unknown size) from Mixpanel');
      expect(text).toContain('No upper bound can be given');
      expect(text).toContain('2026-06-30 08:00 to 14:26 UTC');
      expect(text).toContain('object:Contact');
      expect(text).toContain('not that it was a theft');
      expect(text).toContain('how much was exported: no event carries a count');
    }
  });

  test('counts no deadline from the alert, only from what a named person records', async () => {
    const { clock } = await sampleReport();
    const [start] = clock.starts;
    expect(clock.firstAlert).not.toBeNull();
    expect(clock.deadlines.map(({ startsAt }) => startsAt)).toEqual([start?.at, start?.at, start?.at]);
    expect(start?.at).not.toBe(clock.firstAlert);
  });
});
