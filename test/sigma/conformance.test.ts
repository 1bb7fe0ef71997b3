import { describe, expect, test } from 'vitest';
import { readRules } from '../../shared/sigma/read-rules.ts';
import type { JsonObject } from '../../shared/vendors/vendor.ts';

/** Whether an event of Okta meets a rule with this detection, given as YAML in one line. */
function holds(detection: string, event: JsonObject): boolean {
  const [read] = readRules(`title: A rule\nlogsource: {product: okta}\ndetection: ${detection}\n`);
  if (read?.kind !== 'rule') throw new Error(`refused: ${read?.detail}`);
  return read.rule.test.holds(event);
}

const selecting = (selection: string) => `{a: ${selection}, condition: a}`;

const TABLE: readonly (readonly [string, string, JsonObject, JsonObject])[] = [
  ['text is compared whole and without case', '{f: Admin}', { f: 'ADMIN' }, { f: 'Admins' }],
  ['a list of values is any of them', '{f: [x, y]}', { f: 'y' }, { f: 'xy' }],
  ['all fields of a map must fit', '{f: x, g: y}', { f: 'x', g: 'y' }, { f: 'x', g: 'z' }],
  ['of a list of maps one must fit', '[{f: x}, {g: y}]', { g: 'y' }, { f: 'y', g: 'x' }],
  ['a number is the same as its text', '{f: 5}', { f: '5' }, { f: '5.5' }],
  ['text is the same as its number', "{f: '5'}", { f: 5 }, { f: 50 }],
  ['a boolean is the same as its word', "{f: 'true'}", { f: true }, { f: false }],
  ['false is a value', '{f: false}', { f: 'False' }, {}],
  ['* is any number of characters', "{f: 'a*c'}", { f: 'a---C' }, { f: 'a---cd' }],
  ['* is also none, and line breaks', "{f: '*a*b*'}", { f: 'x\nab' }, { f: 'ba' }],
  ['? is exactly one character', "{f: 'a?c'}", { f: 'abc' }, { f: 'ac' }],
  ['? inside stars', "{f: '*x?z*'}", { f: 'aaxxyzaa' }, { f: 'xz' }],
  ['an escaped wildcard is itself', "{f: 'a\\*'}", { f: 'a*' }, { f: 'ab' }],
  ['a backslash before another one is one', "{f: 'a\\\\*'}", { f: 'a\\b' }, { f: 'ab' }],
  ['three backslashes and a star are two characters', "{f: 'a\\\\\\*'}", { f: 'a\\*' }, { f: 'a\\b' }],
  ['a backslash before anything else is itself', "{f: 'a\\b'}", { f: 'A\\B' }, { f: 'ab' }],
  ['null is an absent field', '{f: null}', { g: 'x' }, { f: 'x' }],
  ['null is a field that is null', '{f: null}', { f: null }, { f: '' }],
  ['empty text is a field that is empty', "{f: ''}", { f: '' }, {}],
  ['dots lead into maps', '{f.g.h: x}', { f: { g: { h: 'x' } } }, { f: { h: 'x' } }],
  ['a key may hold the dots itself', '{f.g.h: x}', { 'f.g': { h: 'x' } }, { 'f.g': 'x' }],
  ['any item of a list may fit', '{f.g: x}', { f: [{ g: 'y' }, { g: ['z', 'x'] }] }, { f: [{ h: 'x' }] }],
  ['names of fields are found in another case', '{displayname: x}', { displayName: 'x' }, { display: 'x' }],
  ['a map is its JSON', '{f|contains: \'"g":"x"\'}', { f: { g: 'x' } }, { f: { g: 'y' } }],
  ['contains', '{f|contains: dmi}', { f: 'ADMIN' }, { f: 'amdin' }],
  ['startswith', '{f|startswith: adm}', { f: 'Admin' }, { f: 'an admin' }],
  ['endswith', '{f|endswith: min}', { f: 'ADMIN' }, { f: 'mini' }],
  ['contains with a wildcard inside', "{f|contains: 'a*c'}", { f: 'xxabcxx' }, { f: 'xxcba' }],
  ['contains all', '{f|contains|all: [a, b]}', { f: 'b and a' }, { f: 'a' }],
  ['all over the items of a list', '{f|all: [a, b]}', { f: ['b', 'a'] }, { f: ['a', 'ab'] }],
  ['cased', '{f|cased: Admin}', { f: 'Admin' }, { f: 'admin' }],
  ['contains cased', '{f|contains|cased: Adm}', { f: 'x Admin' }, { f: 'x admin' }],
  ['exists', '{f|exists: true}', { f: null }, { g: 1 }],
  ['exists not', '{f|exists: false}', { g: 1 }, { f: '' }],
  ['neq', '{f|neq: [x, y]}', { f: 'z' }, { f: 'Y' }],
  ['neq holds without the field', '{f|neq: x}', {}, { f: 'x' }],
  ['lt', '{f|lt: 5}', { f: 4.5 }, { f: 5 }],
  ['lte', '{f|lte: 5}', { f: '5' }, { f: '5.1' }],
  ['gt', '{f|gt: 1000}', { f: '1001' }, { f: 'many' }],
  ['gte', '{f|gte: -1}', { f: -1 }, { f: -2 }],
  ['cidr', '{f|cidr: 192.0.2.0/24}', { f: '192.0.2.77' }, { f: '192.0.3.1' }],
  [
    'cidr of a list, with a port',
    '{f|cidr: [192.0.2.0/24, 2001:db8::/32]}',
    { f: '[2001:db8::1]:443' },
    { f: 'x' },
  ],
  ['re is unanchored and cased', "{f|re: 'a+[bc]$'}", { f: 'xxaac' }, { f: 'AAC' }],
  ['re without case', "{f|re|i: '^adm'}", { f: 'ADMIN' }, { f: 'an admin' }],
  ['re across lines', "{f|re|m: '^b$'}", { f: 'a\nb' }, { f: 'a b' }],
  ['re with a dot for line breaks', "{f|re|s: 'a.b'}", { f: 'a\nb' }, { f: 'ab' }],
  ['base64', '{f|base64: foo}', { f: 'Zm9v' }, { f: 'Zm9vIA==' }],
  ['base64 contains', '{f|base64|contains: foobar}', { f: 'x Zm9vYmFy' }, { f: 'foobar' }],
  [
    'base64offset, one byte in',
    '{f|base64offset|contains: foobar}',
    { f: btoa('!foobar!') },
    { f: btoa('foo') },
  ],
  [
    'base64offset, two bytes in',
    '{f|base64offset|contains: foobar}',
    { f: btoa('!!foobar') },
    { f: 'foobar' },
  ],
  ['wide', '{f|wide|base64: ab}', { f: 'YQBiAA==' }, { f: 'YWI=' }],
  ['utf16be', '{f|utf16be|base64: ab}', { f: 'AGEAYg==' }, { f: 'YQBiAA==' }],
  ['utf16 begins with its mark', '{f|utf16|base64: a}', { f: '//5hAA==' }, { f: 'YQA=' }],
  ['windash', "{f|windash|contains: ' -x'}", { f: 'cmd /x' }, { f: 'cmd x' }],
  ['fieldref', '{f|fieldref: g}', { f: 'Same', g: 'same' }, { f: 'one', g: 'other' }],
  ['fieldref neq', '{f|fieldref|neq: g}', { f: 'one', g: 'other' }, { f: 'same', g: 'same' }],
  ['fieldref endswith', '{f|fieldref|endswith: g}', { f: 'a@b.c', g: 'b.c' }, { f: 'a@b.d', g: 'b.c' }],
  ['a list of words is looked for anywhere', '[leak]', { f: [{ g: 'a LEAK here' }] }, { f: 'lea', g: 'k' }],
  ['also in names', "['break-glass']", { f: { 'x/break-glass': true } }, { f: 'glass' }],
  ['all of the words', "{'|all': [one, two]}", { f: 'one', g: 'two' }, { f: 'one' }],
  ['words as regular expressions', "{'|re': 'k[0-9]{3}'}", { f: { g: 'k123' } }, { f: 'k12' }],
];

describe('A selection, as Sigma 2 defines it', () => {
  test.each(TABLE)('%s: fires, and nearly fires', (_, selection, fires, nearly) => {
    expect(holds(selecting(selection), fires)).toBe(true);
    expect(holds(selecting(selection), nearly)).toBe(false);
  });
});

describe('A condition', () => {
  const detection = (condition: string) =>
    `{sel_a: {a: 1}, sel_b: {b: 1}, filter: {c: 1}, _hidden: {d: 1}, condition: ${condition}}`;
  const A = { a: 1 };
  const B = { b: 1 };

  test.each([
    ['sel_a and sel_b', { ...A, ...B }, A],
    ['sel_a or sel_b', B, { c: 1 }],
    ['sel_a and not filter', A, { ...A, c: 1 }],
    ['not not sel_a', A, B],
    // `and` binds more than `or`, `not` more than both.
    ['sel_a or sel_b and filter', A, B],
    ['(sel_a or sel_b) and filter', { ...B, c: 1 }, A],
    ['not sel_a and sel_b', B, { ...A, ...B }],
    ['1 of sel_*', B, { c: 1 }],
    ['any of sel_*', A, { c: 1 }],
    ['all of sel_*', { ...A, ...B }, B],
    ['2 of them', { ...A, c: 1 }, A],
    ['1 of them', { c: 1 }, { d: 1 }],
    ['all of them', { ...A, ...B, c: 1 }, { ...A, ...B, d: 1 }],
    ['1 of sel_* AND NOT 1 of filter*', A, { ...A, c: 1 }],
    ['[sel_a, filter]', { c: 1 }, B],
  ])('%s', (condition, fires, quiet) => {
    expect(holds(detection(condition), fires)).toBe(true);
    expect(holds(detection(condition), quiet)).toBe(false);
  });
});

describe('What is not supported is refused by name', () => {
  const refusal = (yaml: string) => {
    const [read] = readRules(yaml);
    return read?.kind === 'refused' ? `${read.reason} | ${read.detail}` : 'loads';
  };
  const rule = (detection: string, logsource = '{product: okta}', more = '') =>
    `title: A rule\nlogsource: ${logsource}\ndetection: ${detection}\n${more}`;
  const good = selecting('{f: x}');

  test.each([
    [
      'an aggregation',
      rule('{a: {f: x}, condition: a | count(f) by g > 5}'),
      /count\(\) aggregation is not supp/,
    ],
    ['near', rule('{a: {f: x}, condition: a | near b}'), /near aggregation is not supported/],
    ['a time frame', rule('{a: {f: x}, timeframe: 5m, condition: a}'), /timeframe is not supported/],
    ['a correlation', 'title: x\ncorrelation: {type: event_count}', /correlation rules are not supported/],
    ['a filter', 'title: x\nfilter: {rules: [y]}', /Sigma filters are not supported/],
    ['a collection', 'action: global\ntitle: x', /action: global/],
    [
      'placeholders',
      rule(selecting("{f|expand: '%x%'}")),
      /modifier expand is not supported: lists of values that a rule names/,
    ],
    ['parts of dates', rule(selecting('{f|hour: 3}')), /modifier hour is not supported/],
    ['a modifier that there is none', rule(selecting('{f|contians: x}')), /no modifier "contians"/],
    ['flags without an expression', rule(selecting('{f|i: x}')), /re\|i/],
    [
      'modifiers that contradict each other',
      rule(selecting('{f|re|cidr: x}')),
      /re\|cidr do not go together/,
    ],
    ['bytes without base64', rule(selecting('{f|wide: x}')), /do not go together/],
    ['lookaround', rule(selecting("{f|re: 'a(?=b)'}")), /regular expression RE2 cannot match/],
    ['a backreference', rule(selecting("{f|re: '(a)\\1'}")), /RE2 cannot match/],
    ['repetition without end', rule(selecting("{f|re: '((a{30}){30}){30}'}")), /regular expression/],
    ['an expression that is too large', rule(selecting("{f|re: '(abcdefghij){400}'}")), /repeats too much/],
    ['a network that is none', rule(selecting('{f|cidr: 300.0.0.0/8}')), /is no network/],
    ['a number that is none', rule(selecting('{f|gt: many}')), /many is no number/],
    ['a wildcard in base64', rule(selecting("{f|base64: 'a*'}")), /cannot be encoded/],
    ['a value without end', rule(selecting(`{f: ${'x'.repeat(1_001)}}`)), /longer than 1000 characters/],
    ['a map for a value', rule(selecting('{f: {g: x}}')), /list or a map and not a value/],
    ['a name that is no selection', rule('{a: {f: x}, condition: b}'), /names "b", which is not a selection/],
    [
      'a pattern of no selection',
      rule('{a: {f: x}, condition: a and not 1 of f_*}'),
      /no selection is named "f_/,
    ],
    ['a bracket left open', rule('{a: {f: x}, condition: (a}'), /a bracket is not closed/],
    [
      'brackets without end',
      rule(`{a: {f: x}, condition: ${'('.repeat(99)}a${')'.repeat(99)}}`),
      /nests deeper/,
    ],
    ['words left over', rule('{a: {f: x}, condition: a a}'), /"a" is left over/],
    ['an empty condition', rule("{a: {f: x}, condition: ''}"), /no condition/],
    ['Azure', rule(good, '{product: azure, service: signinlogs}'), /logsource azure\/signinlogs/],
    ['Windows', rule(good, '{product: windows}'), /logsource windows is not a log that Outflow reads/],
    ['another log of AWS', rule(good, '{product: aws, service: route53}'), /logsource aws\/route53/],
    ['another log of Bitbucket', rule(good, '{product: bitbucket, service: x}'), /logsource bitbucket\/x/],
    ['a category alone', rule(good, '{category: proxy}'), /logsource without product \(proxy\)/],
    ['a rule that is given up', rule(good, '{product: okta}', 'status: deprecated'), /rule is deprecated/],
    [
      'a level that is none',
      rule(good, '{product: okta}', 'level: severe'),
      /"severe" is none of informational/,
    ],
    [
      'a stage that is none',
      rule(good, '{product: okta}', 'outflow: {stage: on}'),
      /none of staging, live, off/,
    ],
    ['no title', `logsource: {product: okta}\ndetection: ${good}`, /no title/],
    ['no rule', '- a list', /no rule/],
    ['no YAML', 'title: {', /no YAML/],
    // As part of a sentence: with no colon at its end, and the place in the file, not in the document.
    ['no YAML below a head', '# x\n---\na: b: c', / mappings at line 3, column 4$/],
    ['aliases', 'a: &a [x]\nb: *a', /Alias/],
    ['a file as large as a log', `title: ${'x'.repeat(70_000)}`, /a rule is not a log/],
  ])('%s', (_, yaml, reason) => {
    expect(refusal(yaml)).toMatch(reason);
  });

  test('and what is, loads', () => {
    expect(refusal(rule(good))).toBe('loads');
  });
});

describe('A rule', () => {
  test('brings its texts, its techniques and its stage', () => {
    const [read] = readRules(`
title: Somebody reads secrets
id: 11111111-2222-4333-8444-AAAAAAAAAAAA
description: Why this matters.
level: high
tags: [attack.exfiltration, attack.t1567.002, attack.T1078, attack.t1567.002, attack.t1, cve.2024.1]
falsepositives: [Backups]
references: https://example.com/why
logsource: {product: gcp, service: google_workspace.admin}
detection: {a: {eventName: X}, condition: a}
outflow: {stage: live}
`);
    expect(read).toMatchObject({
      kind: 'rule',
      rule: {
        uid: '11111111-2222-4333-8444-aaaaaaaaaaaa',
        title: 'Somebody reads secrets',
        vendor: 'google-workspace',
        level: 'high',
        stage: 'live',
        techniques: ['T1567.002', 'T1078'],
        falsepositives: ['Backups'],
        references: ['https://example.com/why'],
      },
    });
  });

  test('is staged and informational unless it says otherwise, and has a name of its own', () => {
    const rule = (title: string) =>
      `title: ${title}\nlogsource: {product: okta}\ndetection: {a: {f: x}, condition: a}`;
    const [one, other] = readRules(`${rule('One')}\n---\n${rule('Other')}\n`);
    expect(one).toMatchObject({ rule: { stage: 'staging', level: 'informational' } });
    expect(one?.kind === 'rule' && other?.kind === 'rule' && one.rule.uid !== other.rule.uid).toBe(true);
  });
});
