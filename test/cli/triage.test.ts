import { execFile, execFileSync, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { learntNote } from '../../cli/commands/triage.ts';
import { entityFrom } from '../../cli/forget.ts';
import { oneAtATime } from '../../cli/one-at-a-time.ts';
import { replace } from '../../cli/saved.ts';
import { loadTriage } from '../../cli/saved-triage.ts';
import { nameInArn } from '../../cli/who.ts';
import { actorEntity, feedEntity } from '../../shared/entity.ts';
import { toOcsf } from '../../shared/ocsf.ts';
import { DAY_MS } from '../../shared/time.ts';
import { act, UNTOUCHED, type Verdict } from '../../shared/triage.ts';
import { PROGRAM } from '../command.ts';
import { FINDING, findingOf } from '../fixtures/findings.ts';
import { temporaryFolder } from '../temporary.ts';

const folder = temporaryFolder();
const file = join(folder, 'run.jsonl');
const other = findingOf({ id: 'OF-7K2Q-0THER000' });
writeFileSync(file, [FINDING, other].map((finding) => `${JSON.stringify(toOcsf(finding))}\n`).join(''));

const outflow = (...args: string[]) =>
  execFileSync(process.execPath, [PROGRAM, ...args], { encoding: 'utf8' });
const refused = (...args: string[]) => {
  const { status, stderr } = spawnSync(process.execPath, [PROGRAM, ...args], { encoding: 'utf8' });
  expect(status).toBe(2);
  return stderr;
};

test('who takes back that a day was harmless hears that the account has learnt it, once it is final', () => {
  const told = (entity: string, ...closed: readonly [verdict: Verdict, days: number][]) => {
    const triage = closed.reduce((before, [verdict, days]) => {
      const by = { by: 'omar', atMs: (FINDING.day + days) * DAY_MS };
      const acted = act(before, { kind: 'close', verdict }, { ...FINDING, rev: 1 }, by);
      if (acted.kind === 'refused') throw new Error(acted.reason);
      return acted.triage;
    }, UNTOUCHED);
    return learntNote(
      { kind: 'done', id: FINDING.id, status: 'closed', triage },
      { ...FINDING, entity },
      '--local',
    );
  };
  const mistaken = told(FINDING.entity, ['benign', 1], ['malicious', 9]);
  expect(mistaken).toMatch(/has learnt that day as harmless/);
  expect(mistaken).toContain(`npx outflow rebuild ${FINDING.entity} --local builds it anew.`);
  const asked = (tenant: string, uid: string) => {
    const note = told(
      actorEntity({ vendor: 'aws', tenant, actor: { uid } }),
      ['benign', 1],
      ['malicious', 9],
    );
    return /rebuild (.*) --local/.exec(note)?.[1];
  };
  const role = asked('acme', 'arn:aws:iam::123456789012:role/Etl') ?? '';
  expect(role).toBe('actor/aws/acme/arn:aws:iam::123456789012:role%2FEtl');
  expect(entityFrom(role)).toBe(role);
  expect(asked('default', 'a b; $(reboot)')).toBe("'actor/aws/default/a b; $(reboot)'");
  expect(asked('default', "a'; reboot '")).toBe('ENTITY');
  expect(asked('default', 'a\u202eb')).toBe('ENTITY');
  expect(told(FINDING.entity, ['benign', 1], ['malicious', 7])).toBe('');
  expect(told(feedEntity('okta', 'default', 'silence'), ['benign', 1], ['malicious', 9])).toBe('');
  expect(learntNote({ kind: 'refused', reason: '' }, FINDING, '--local')).toBe('');
});

test('a finding of a saved run is assigned, noted, closed and reopened, by any unique beginning of its id', async () => {
  const as = ['--from', file, '--as', 'omar'];
  expect(outflow('assign', '7k2q9', 'mara', ...as)).toBe('OF-7K2Q-9M is in progress, assigned to mara.\n');
  outflow('note', 'OF-7K2Q-9MABCDEF', 'On', 'holiday.', ...as);
  expect(outflow('close', 'OF-7K2Q-9', '--verdict', 'benign', '--normal-from', '2026-11-01', ...as)).toBe(
    'OF-7K2Q-9M is closed as benign, assigned to mara, 1 note; days like it are normal from 2026-11-01 on.\n',
  );
  outflow('reopen', 'OF-7K2Q-9', '--note', 'It goes on.', ...as);
  const triage = await loadTriage(file);
  expect(triage.get(FINDING.id)).toMatchObject({
    status: 'in progress',
    notes: [{ text: 'On holiday.', by: 'omar' }, { text: 'It goes on.' }],
  });
  expect(triage.get(FINDING.id)?.history).toHaveLength(4);
  expect(triage.get(other.id)).toMatchObject({ status: 'new', history: [] });
});

test('whoever decides otherwise than somebody else before him is told so', () => {
  const third = join(folder, 'third.jsonl');
  writeFileSync(third, `${JSON.stringify(toOcsf(FINDING))}\n`);
  const by = (as: string, command: string, ...args: string[]) =>
    outflow(command, 'OF-7K2Q-9', ...args, '--from', third, '--as', as);
  by('mara', 'assign');
  expect(by('omar', 'assign')).toBe(
    'OF-7K2Q-9M is in progress, assigned to omar. Until now it was assigned to mara, by mara.\n',
  );
  by('mara', 'close', '--verdict', 'suspicious');
  expect(by('omar', 'close', '--verdict', 'malicious')).toBe(
    'OF-7K2Q-9M is closed as malicious, assigned to omar. Until now it was closed as suspicious, by mara.\n',
  );
  // Whoever is of the same mind, or was so himself, is told nothing.
  expect(by('ada', 'close', '--verdict', 'malicious')).not.toContain('Until now');
  expect(by('ada', 'close', '--verdict', 'suspicious')).not.toContain('Until now');
  by('mara', 'reopen');
  expect(by('ada', 'close', '--verdict', 'test')).toBe('OF-7K2Q-9M is closed as test, assigned to omar.\n');
});

test('a verdict is taken as the help has it, and as findings show it', () => {
  for (const verdict of ['false-positive', 'false positive']) {
    expect(outflow('close', 'OF-7K2Q-0', '--verdict', verdict, '--from', file, '--as', 'omar')).toBe(
      'OF-7K2Q-0T is closed as false positive.\n',
    );
    outflow('reopen', 'OF-7K2Q-0', '--from', file, '--as', 'omar');
  }
});

test('whoever copies the command of a page is told how to say of which stack it is', () => {
  const none = mkdtempSync(join(folder, 'none-'));
  const env = { ...process.env, OUTFLOW_STACK: undefined };
  const said = (...args: string[]) =>
    spawnSync(process.execPath, [PROGRAM, ...args], { encoding: 'utf8', cwd: none, env }).stderr;
  for (const command of ['show', 'assign']) expect(said(command, 'OF-7K2Q')).toMatch(/by --stack NAME/);
  mkdirSync(join(none, '.outflow'));
  writeFileSync(join(none, '.outflow', 'demo.jsonl'), `${JSON.stringify(toOcsf(FINDING))}\n`);
  for (const command of ['show', 'assign'])
    expect(said(command, 'OF-ZZZZ')).toMatch(
      /--from demo lists those there are, and --stack NAME looks into/,
    );
  expect(said('show', 'OF-ZZZZ', '--from', file)).not.toContain('--stack');
});

test('what cannot be done is named with its remedy', () => {
  expect(refused('close', 'OF-7K2Q-0', '--verdict', 'fine', '--from', file)).toMatch(
    /no verdict "fine": give --verdict malicious, suspicious, benign, false-positive or test\./,
  );
  expect(refused('note', 'OF-7K2Q', 'x', '--from', file)).toMatch(/OF-7K2Q-9M, OF-7K2Q-0T begin with it/);
  expect(refused('note', 'OF-ZZZZ', 'x', '--from', file)).toMatch(/No finding begins with OF-ZZZZ/);
  for (const command of [
    ['show', 'OF-'],
    ['note', 'of', 'x'],
    ['reopen', 'OF'],
  ])
    expect(refused(...command, '--from', file)).toMatch(/^"of-?" is how every id begins: give more of it/i);
  expect(refused('reopen', 'OF-7K2Q-9', '--from', file)).toMatch(/not closed/);
  // The calendar has no such days, and JavaScript would read the last one as the second of March.
  for (const day of ['monday', '2026-06-31', '2026-02-30']) {
    const wrongDay = ['--verdict', 'benign', '--normal-from', day, '--from', file];
    expect(refused('close', 'OF-7K2Q-0', ...wrongDay)).toMatch(`"${day}" is no day`);
  }
});

test('who did and said what, and when, stands in the finding and in its report', () => {
  const as = ['--from', file, '--as', 'omar'];
  outflow('assign', other.id, 'mara', ...as);
  outflow('close', other.id, '--verdict', 'benign', '--normal-from', '2026-11-01', '--note', 'Hers.', ...as);
  const told = [
    'closed as benign, with mara; days like it are normal from 2026-11-01 on',
    'omar: assigned to mara',
    'omar: closed as benign, the new normal',
    'omar: “Hers.”',
  ];
  const formats = ['text', 'md', 'html'].map((format) => ['report', other.id, '--format', format]);
  for (const command of [['show', other.id], ...formats]) {
    const shown = outflow(...command, '--from', file);
    for (const line of told) expect(shown, command.join(' ')).toContain(line);
    expect(shown).toMatch(/\d{4}-\d\d-\d\d \d\d:\d\d UTC,? omar/);
  }
});

test('notes that are written at the same time all stay', async () => {
  const busy = join(folder, 'busy.jsonl');
  writeFileSync(busy, `${JSON.stringify(toOcsf(FINDING))}\n`);
  const words = ['one', 'two', 'three', 'four'];
  await Promise.all(
    words.map((word) =>
      promisify(execFile)(process.execPath, [PROGRAM, 'note', '7k2q', word, '--from', busy, '--as', 'omar']),
    ),
  );
  const notes = (await loadTriage(busy)).get(FINDING.id)?.notes.map(({ text }) => text);
  expect(notes?.toSorted()).toEqual(words.toSorted());
  expect(readdirSync(folder).filter((name) => name.startsWith('busy'))).toEqual(['busy.jsonl']);
});

test('of many who find what a killed command left none writes, and of many after it never two at once', async () => {
  const path = join(folder, 'left.jsonl');
  const mark = `${path}.lock`;
  writeFileSync(mark, '1');
  utimesSync(mark, 0, 0);
  let inside = 0;
  const seen: number[] = [];
  const write = async () => {
    seen.push(++inside);
    await setImmediate();
    inside--;
  };
  const writers = () => Promise.allSettled(Array.from({ length: 12 }, () => oneAtATime(path, write)));
  for (const { status, reason } of (await writers()) as PromiseRejectedResult[])
    expect({ status, reason: String(reason) }).toEqual({
      status: 'rejected',
      reason: expect.stringContaining(`remove ${mark}`),
    });
  expect(seen).toEqual([]);
  rmSync(mark);
  expect((await writers()).every(({ status }) => status === 'fulfilled')).toBe(true);
  expect(seen).toEqual(Array.from({ length: 12 }, () => 1));
  expect(readdirSync(folder)).not.toContain('left.jsonl.lock');
});

test.each(['SIGINT', 'SIGTERM'] as const)(
  'a command that is ended by %s leaves no mark behind',
  async (signal) => {
    const path = join(folder, `ended ${signal}.jsonl`);
    const script = `
    import { oneAtATime } from ${JSON.stringify(new URL('../../cli/one-at-a-time.ts', import.meta.url).href)};
    await oneAtATime(${JSON.stringify(path)}, () => new Promise((done) => {
      console.log('inside');
      setTimeout(done, 60_000);
    }));
  `;
    const command = spawn(process.execPath, ['--input-type=module', '-e', script]);
    await once(command.stdout, 'data');
    expect(readdirSync(folder)).toContain(`ended ${signal}.jsonl.lock`);
    command.kill(signal);
    await once(command, 'exit');
    expect(readdirSync(folder).filter((name) => name.startsWith('ended'))).toEqual([]);
  },
);

test('what could not be written whole leaves nothing beside the file', async () => {
  // Nothing can be renamed onto a folder.
  const place = join(folder, 'place');
  mkdirSync(join(place, 'inner'), { recursive: true });
  await expect(replace(place, [{ a: 1 }])).rejects.toThrow();
  expect(readdirSync(folder)).not.toContain('place.part');
});

test('AWS says who acts by the name of the user, or of the role and its session', () => {
  expect(nameInArn('arn:aws:iam::123456789012:user/omar')).toBe('omar');
  expect(nameInArn('arn:aws:sts::123456789012:assumed-role/Analyst/omar')).toBe('Analyst/omar');
  expect(nameInArn('arn:aws:iam::123456789012:root')).toBe('arn:aws:iam::123456789012:root');
});
