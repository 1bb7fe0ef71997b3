import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { coverageDocument } from '../cli/render/coverage-document.ts';
import { coverageLines } from '../cli/render/coverage-lines.ts';
import { whyLines } from '../cli/render/finding-lines.ts';
import { takenLines } from '../cli/render/taken-lines.ts';
import { KINDS, type Kind } from '../shared/activity.ts';
import { isUnverified, KNOWN_INCIDENTS, sightOf, titleOf } from '../shared/coverage.ts';
import type { Finding } from '../shared/finding.ts';
import { incidentOf } from '../shared/incident.ts';
import { headline, whoLine } from '../shared/page/view.ts';
import { VENDORS } from '../shared/vendors/index.ts';
import { markUnverified } from '../shared/vendors/unverified.ts';
import type { Json, JsonObject, Vendor } from '../shared/vendors/vendor.ts';
import { findingOf } from './fixtures/findings.ts';

async function fixturesOf(uid: string): Promise<readonly JsonObject[]> {
  const module: { fixtures?: readonly JsonObject[] } = await import(`./fixtures/${uid}.ts`);
  return module.fixtures ?? [];
}

const ALL = await Promise.all(
  VENDORS.map(async (vendor) => ({ vendor, fixtures: await fixturesOf(vendor.uid) })),
);

function draftsOf({ parse }: Vendor, events: readonly JsonObject[]) {
  return events.flatMap((event) => {
    const parsed = parse(event);
    return parsed.kind === 'activity' ? [parsed.draft] : [];
  });
}

/** A fixture in which the name of its operation, or each part of it, is that of another one. */
function renamed(event: JsonObject, from: string, to: string): JsonObject[] {
  const maps = [/[./:]+ ?/, /[./: ]+/].flatMap((separator) => {
    const [old, now] = [from.split(separator), to.split(separator)];
    return [new Map(old.map((part, at) => [part, now[at] ?? part])), new Map([[old.at(-1) ?? '', to]])];
  });
  return [new Map([[from, to]]), ...maps].map((map) => replaced(event, map) as JsonObject);
}

function replaced(value: Json | undefined, map: ReadonlyMap<string, string>): Json {
  if (typeof value === 'string') return map.get(value) ?? value;
  if (Array.isArray(value)) return value.map((item) => replaced(item, map));
  if (typeof value !== 'object' || value === null) return value ?? null;
  return Object.fromEntries(
    Object.entries(value).map(([key, field]) => [map.get(key) ?? key, replaced(field, map)]),
  );
}

describe.each(ALL)('what is claimed of $vendor.uid', ({ vendor, fixtures }) => {
  const { evidence, shows } = vendor.coverage;
  const drafts = draftsOf(vendor, fixtures);

  test('is graded, and dated', () => {
    expect(evidence?.checked).toMatch(/^20\d\d-\d\d$/);
    expect(shows).toBeDefined();
    expect(vendor.coverage.reference.startsWith('prose only')).toBe(evidence?.grade === 'prose only');
  });

  test.each(Object.entries(shows?.kinds ?? {}))(
    'shows %s by %s, which the parser reads so',
    (kind, operation) => {
      const read = fixtures.flatMap((event) =>
        draftsOf(vendor, [event]).flatMap((draft) => [
          draft,
          ...draftsOf(vendor, renamed(event, draft.operation, operation)),
        ]),
      );
      expect(read.filter((draft) => draft.operation === operation).map((draft) => draft.kind)).toContain(
        kind,
      );
    },
  );

  test('leaves out no kind that its fixtures show', () => {
    const shown = new Set(drafts.map(({ kind }) => kind).filter((kind) => kind !== 'other'));
    expect(Object.keys(shows?.kinds ?? {})).toEqual(expect.arrayContaining([...shown]));
  });

  test('states sizes and addresses where its fixtures have them, and nowhere else', () => {
    const measures = new Set(drafts.flatMap(({ volume }) => Object.keys(volume ?? {})));
    expect(new Set(shows?.volume)).toEqual(measures);
    expect(shows?.address).toBe(drafts.some(({ source }) => source?.ip !== undefined));
  });

  test('calls late only what it shows', () => {
    expect(Object.keys(shows?.kinds ?? {})).toEqual(expect.arrayContaining([...(shows?.late ?? [])]));
  });
});

describe('coverage', () => {
  const coverageOf = (uid: string) => VENDORS.find((vendor) => vendor.uid === uid)?.coverage;

  test('says of each step how it would be known', () => {
    const base = { source: '', delay: '', sees: [], blindSpots: [], reference: 'https://example.com' };
    const shows = { kinds: { export: 'a', logon: 'b' }, volume: [], address: true, late: ['logon' as const] };
    expect(sightOf({ ...base, shows }, 'export')).toBe('seen');
    expect(sightOf({ ...base, shows }, 'logon')).toBe('late');
    expect(sightOf({ ...base, shows }, 'read')).toBe('unseen');
    expect(sightOf({ ...base, shows }, undefined)).toBe('honey');
    expect(sightOf(base, 'export')).toBe('unknown');
  });

  test('says of the incidents what their victims could see', () => {
    const sights = (uid: string, title: string) => {
      const incident = KNOWN_INCIDENTS.find((one) => one.title.startsWith(title));
      const coverage = coverageOf(uid);
      return coverage && incident?.steps.map(({ kind }) => sightOf(coverage, kind));
    };
    expect(sights('mixpanel', 'Mixpanel')).toEqual(['late', 'late', 'late', 'late', 'honey']);
    expect(sights('snowflake', 'Snowflake')).toEqual(['late', 'late', 'late']);
    expect(sights('salesforce', 'Salesloft')).toEqual(['honey', 'seen', 'seen', 'seen', 'late']);
  });

  test('is of vendors that there are', () => {
    for (const { vendors } of KNOWN_INCIDENTS)
      for (const uid of vendors) expect(coverageOf(uid)).toBeDefined();
  });

  test('calls a vendor unverified wherever it is listed, if only prose describes its log', () => {
    const prose = VENDORS.filter(({ coverage }) => isUnverified(coverage));
    expect(prose.map(({ uid }) => uid)).toContain('amplitude');
    for (const vendor of prose) {
      expect(titleOf(vendor)).toContain('(unverified)');
      expect(coverageLines(vendor, false)[0]).toContain('(unverified)');
      expect(coverageDocument(VENDORS)).toContain(`## ${titleOf(vendor)}`);
    }
  });

  test('calls exactly these unverified where findings and events name them', () => {
    for (const { uid, coverage } of VENDORS)
      expect(markUnverified(uid, uid)).toBe(isUnverified(coverage) ? `${uid} (unverified)` : uid);
    expect(whoLine(findingOf({ vendor: 'mixpanel' }))).toContain('of Mixpanel (unverified)');
    expect(headline(findingOf({ vendor: 'mixpanel' }))).toContain('Mixpanel (unverified)');
    expect(headline(findingOf({ vendor: 'okta' }))).not.toContain('unverified');
    const notes = (...findings: readonly Finding[]) =>
      findings.flatMap((finding) => {
        const lines = [...whyLines(finding), ...takenLines(incidentOf(finding, findings))];
        return [lines.filter((line) => line.includes('“unverified”: Mixpanel’s log is')).length];
      });
    const [mixpanel, okta] = ['mixpanel', 'okta'].map((vendor) => findingOf({ vendor, id: `OF-${vendor}` }));
    if (mixpanel === undefined || okta === undefined) throw new Error('two findings');
    expect([...notes(mixpanel), ...notes(okta)]).toEqual([1, 0]);
    // Each time that it is shown, also beside what another vendor's log tells of the same incident.
    expect(notes(mixpanel, okta)).toEqual([1, 1]);
  });

  test('fits a terminal, and names every technique and incident of a vendor that is asked for', () => {
    for (const vendor of VENDORS) {
      const lines = coverageLines(vendor, true);
      for (const line of lines) expect(line.length).toBeLessThanOrEqual(120);
      for (const { title } of KNOWN_INCIDENTS) expect(lines.join('\n')).toContain(title);
    }
  });

  test('is what docs/coverage.md says: npm run coverage-doc writes it', () => {
    expect(readFileSync(new URL('../docs/coverage.md', import.meta.url), 'utf8')).toBe(
      coverageDocument(VENDORS),
    );
  });
});

test('kinds are those of activities', () => {
  const kinds = VENDORS.flatMap(({ coverage }) => Object.keys(coverage.shows?.kinds ?? {}) as Kind[]);
  for (const kind of kinds) expect(KINDS).toContain(kind);
});
