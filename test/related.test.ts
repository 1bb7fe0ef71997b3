import { expect, test } from 'vitest';
import { relatedSpan, relatedTo } from '../shared/related.ts';
import { CHANGE, DAY, FINDING, findingOf, withdrawn } from './fixtures/findings.ts';

const quiet = {
  network: ['AS64496'],
  country: ['NL'],
  client: ['Chrome on Mac OS X'],
  app: [],
  credential: [],
  ip: [],
};
const stranger = { uid: '9', type: 'user', email: 'omar@example.com', name: 'Omar' } as const;
const elsewhere = {
  entity: 'actor/okta/default/9',
  vendor: 'okta',
  actor: stranger,
  signals: [],
  context: quiet,
};

test('a finding is linked to the same account, the same person, and the sign-in side of it, within a week', () => {
  const signIn = findingOf({
    ...elsewhere,
    id: 'OF-SIGN',
    actor: { ...stranger, email: FINDING.actor.email },
  });
  const before = findingOf({ id: 'OF-BEFORE', day: DAY - 6 });
  const boards = findingOf({
    ...signIn,
    id: 'OF-BOARDS',
    vendor: 'mixpanel',
    entity: 'actor/mixpanel/default/9',
  });
  const longAgo = findingOf({ id: 'OF-LONG', day: DAY - 8 });
  const gone = withdrawn({ id: 'OF-GONE' });
  const all = [FINDING, before, boards, signIn, longAgo, gone];
  expect(relatedTo(FINDING, all).map(({ finding, relation, by }) => [finding.id, relation, by])).toEqual([
    ['OF-SIGN', 'identity provider', 'mara.lind@example.com'],
    ['OF-BEFORE', 'same account', 'mara.lind@example.com'],
    ['OF-BOARDS', 'same person', 'mara.lind@example.com'],
  ]);
  // Seen from the sign-in, the vendor's side is the same person's.
  expect(relatedTo(signIn, [FINDING])[0]?.relation).toBe('same person');
});

test('other accounts are linked by a network or client that was new for one of the two, not by the office', () => {
  const sameNetwork = findingOf({ ...elsewhere, id: 'OF-NET', context: { ...quiet, network: ['AS64500'] } });
  const sameClient = findingOf({
    ...elsewhere,
    id: 'OF-TOOL',
    context: { ...quiet, client: ['python-requests'] },
  });
  const sameBrowser = findingOf({
    ...elsewhere,
    id: 'OF-BROWSER',
    signals: FINDING.signals.map((one) => ({ ...one, facts: { client: 'Chrome on Mac OS X' } })),
  });
  const sameOffice = findingOf({ ...elsewhere, id: 'OF-OFFICE' });
  const all = [sameNetwork, sameClient, sameBrowser, sameOffice];
  expect(relatedTo(FINDING, all).map(({ finding, relation, by }) => [finding.id, relation, by])).toEqual([
    ['OF-NET', 'same network', 'AS64500'],
    ['OF-TOOL', 'same client', 'python-requests'],
  ]);
  expect(relatedTo(sameNetwork, [FINDING])[0]?.relation).toBe('same network');
});

test('other accounts are linked by an address that came newly to one of the two, whatever network each log names', () => {
  const [event] = FINDING.evidence;
  const from = (ip: string, network: string) => (event === undefined ? [] : [{ ...event, ip, network }]);
  const fresh = (network: string) => FINDING.signals.map((one) => ({ ...one, facts: { network } }));
  const at = (id: string, ip: string, network: string, signals = fresh(network)) =>
    findingOf({
      ...elsewhere,
      id,
      entity: `actor/okta/default/${id}`,
      actor: { ...stranger, email: '' },
      signals,
      evidence: from(ip, network),
    });
  const thief = at('OF-A', '192.0.2.200', 'AS64510');
  const signIn = at('OF-B', '192.0.2.200', 'AS64511');
  const known = at('OF-C', '192.0.2.200', 'AS64512', []);
  const office = at('OF-D', '203.0.113.10', 'AS64513', []);
  expect(
    relatedTo(thief, [signIn, known, office]).map(({ finding, relation, by }) => [finding.id, relation, by]),
  ).toEqual([
    ['OF-B', 'same address', '192.0.2.200'],
    ['OF-C', 'same address', '192.0.2.200'],
  ]);
  expect(relatedTo(known, [thief])[0]?.relation).toBe('same address');
  // An office is shared, and new to nobody; an administrator's address is none of the account.
  expect(relatedTo(office, [at('OF-E', '203.0.113.10', 'AS64514', [])])).toEqual([]);
  const reset = { ...thief, evidence: thief.evidence.map((one) => ({ ...one, by: CHANGE.by })) };
  expect(relatedTo(reset, [known])).toEqual([]);
  const six = (id: string, last: string) => at(id, `2001:db8:1:2::${last}`, `AS${last}`);
  expect(relatedTo(six('OF-F', '1'), [six('OF-G', '2')])[0]?.by).toBe('2001:db8:1:2::/64');
});

test('who changed the access of an account is linked to it, and it to him, by any account of his', () => {
  const victim = findingOf({ id: 'OF-VICTIM', changes: [CHANGE] });
  const omar = { ...elsewhere, id: 'OF-OMAR', entity: 'actor/okta/default/00u-omar' };
  const maker = findingOf({ ...omar, actor: { ...stranger, email: '' } });
  const boards = findingOf({ ...omar, id: 'OF-BOARDS', entity: 'actor/mixpanel/default/7' });
  const other = findingOf({
    ...omar,
    id: 'OF-OTHER',
    entity: 'actor/okta/default/7',
    actor: { ...stranger, email: '' },
  });
  const all = [victim, maker, boards, other];
  expect(relatedTo(victim, all).map(({ finding, relation, by }) => [finding.id, relation, by])).toEqual([
    ['OF-BOARDS', 'changed its access', 'user.mfa.factor.reset_all'],
    ['OF-OMAR', 'changed its access', 'user.mfa.factor.reset_all'],
  ]);
  for (const one of [maker, boards])
    expect(relatedTo(one, [victim])[0]).toMatchObject({
      relation: 'access changed by it',
      finding: { id: 'OF-VICTIM' },
    });
});

test('two accounts of which nobody knows the e-mail are not one person', () => {
  const nobody = { ...stranger, email: '' };
  const one = findingOf({ ...elsewhere, id: 'OF-1', actor: nobody });
  const two = findingOf({ ...elsewhere, id: 'OF-2', actor: nobody, entity: 'actor/okta/default/10' });
  expect(relatedTo(one, [two])).toEqual([]);
});

test('related findings are looked for a week around the finding', () => {
  expect(relatedSpan({ firstTime: 10 * 86_400_000, lastTime: 11 * 86_400_000 })).toEqual({
    fromMs: 3 * 86_400_000,
    toMs: 18 * 86_400_000,
  });
});

test('a person is known by what stands before a plus, and at Salesforce by what something was appended to', () => {
  const other = (vendor: string, email: string) =>
    findingOf({ ...elsewhere, id: 'OF-OTHER', vendor, actor: { ...stranger, email } });
  const relation = (one: ReturnType<typeof other>) => relatedTo(FINDING, [one])[0]?.relation;
  expect(relation(other('slack', 'mara.lind+slack@example.com'))).toBe('same person');
  expect(relation(other('okta', 'mara.lind+okta@example.com'))).toBe('identity provider');
  expect(relation(other('salesforce', 'mara.lind@example.com.prod'))).toBe('same person');
  expect(relation(other('slack', 'mara.lind@example.com.prod'))).toBeUndefined();
  expect(relation(other('salesforce', 'mara.lind@example.com.br'))).toBeUndefined();
  expect(relation(other('slack', 'mara.lind2@example.com'))).toBeUndefined();
});
