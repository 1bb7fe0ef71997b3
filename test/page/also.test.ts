import { describe, expect, test } from 'vitest';
import { alsoText, elsewhere } from '../../shared/page/also.ts';
import { pageOf } from '../../shared/page/page.ts';
import type { Telling } from '../../shared/page/told.ts';
import { DAY, FINDING, findingOf, withdrawn } from '../fixtures/findings.ts';

const OPENED: Telling = { kind: 'opened', threadId: FINDING.id };
const OVER: Telling = {
  kind: 'withdrawn',
  threadId: FINDING.id,
  from: { severity: 'high', score: 8.4 },
};

/** Of the same person, at another vendor. */
const at = (vendor: string, parts: Parameters<typeof findingOf>[0] = {}) =>
  findingOf({
    id: `OF-${vendor.slice(0, 4).toUpperCase()}-00000000`,
    vendor,
    entity: `actor/${vendor}/example/1`,
    ...parts,
  });
const idsOf = (near: Parameters<typeof elsewhere>[1]) => elsewhere(FINDING, near).map(({ id }) => id);

describe('what a page says of the person’s other accounts', () => {
  test('is the worst of each of them within a week, worst first', () => {
    const okta = at('okta', { severity: 'informational', score: 4 });
    const before = at('okta', {
      id: 'OF-OKTB-00000000',
      severity: 'informational',
      score: 3.5,
      day: DAY - 1,
    });
    const snowflake = at('snowflake', { severity: 'high', score: 9, day: DAY + 1 });
    expect(idsOf([before, okta, snowflake, FINDING])).toEqual([snowflake.id, okta.id]);
    expect(idsOf([snowflake, okta, before])).toEqual([snowflake.id, okta.id]);
    expect(idsOf([at('okta', { day: DAY - 8 })])).toEqual([]);
  });

  test('is nothing of the account itself, of somebody else, of what was taken back, or of rules in staging', () => {
    const else_ = { ...FINDING.actor, email: 'else@example.com' };
    const tried = FINDING.signals.slice(0, 1).map((one) => ({ ...one, score: 0, notable: true as const }));
    expect(
      idsOf([
        findingOf({ id: 'OF-SAME-00000000', day: DAY - 1 }),
        at('okta', { actor: else_ }),
        at('box', { state: 'withdrawn' }),
        at('github', { score: 0, severity: 'informational', signals: tried }),
      ]),
    ).toEqual([]);
  });

  test('names three, with how bad, what and when, and counts the others', () => {
    const all = ['okta', 'snowflake', 'box', 'slack', 'github'].map((vendor, n) =>
      at(vendor, {
        severity: n === 0 ? 'informational' : 'high',
        score: 9 - n,
        day: DAY + (n === 1 ? 1 : 0),
      }),
    );
    const text = alsoText(FINDING, elsewhere(FINDING, all));
    expect(text).toMatch(
      /^Snowflake: HIGH, .* on \d{4}-\d\d-\d\d \(OF-SNOW-00\); Box: HIGH, [^;]*\(OF-BOX-000\); /,
    );
    expect(text).toMatch(/; and 2 more$/);
    expect(alsoText(FINDING, elsewhere(FINDING, all.slice(0, 1)))).toMatch(
      /^Okta: for review, .* \(OF-OKTA-00\)$/,
    );
    expect(alsoText(FINDING, [])).toBe('');
  });

  test('tells another account, or one of another tenant, of the vendor that the page is about', () => {
    const text = (parts: Parameters<typeof findingOf>[0]) => alsoText(FINDING, [at('salesforce', parts)]);
    expect(text({})).toMatch(/^Salesforce, another account: /);
    expect(text({ tenant: 'emea' })).toMatch(/^Salesforce, tenant emea: /);
  });

  test('stands in the page until that is over', () => {
    const others = elsewhere(FINDING, [at('okta')]);
    const said = ({ body, chat, https }: ReturnType<typeof pageOf>) => [
      body.includes('\nAlso   Okta: '),
      chat.content.description.includes('\n*Also* `Okta: '),
      https.NewStateReason.includes(' Also: Okta: '),
    ];
    expect(said(pageOf(FINDING, OPENED, { others }))).toEqual([true, true, true]);
    expect(said(pageOf(FINDING, OPENED))).toEqual([false, false, false]);
    expect(said(pageOf(withdrawn(), OVER, { others }))).toEqual([false, false, false]);
    expect(JSON.stringify([pageOf(FINDING, OPENED), pageOf(withdrawn(), OVER, { others })])).not.toContain(
      'Also',
    );
  });
});
