import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, mkdirSync, openSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { DynamoDBServiceException } from '@aws-sdk/client-dynamodb';
import { describe, expect, test } from 'vitest';
import { UserError } from '../../cli/errors.ts';
import { failureOf } from '../../cli/failure.ts';
import { loadRun } from '../../cli/saved.ts';
import { ConfigError } from '../../infra/config/error.ts';
import { temporaryFolder } from '../temporary.ts';

const program = join(import.meta.dirname, '../../cli/main.ts');
const folder = temporaryFolder();

function refusedBy(name: string, $fault: 'client' | 'server') {
  return new DynamoDBServiceException({ name, $fault, $metadata: {}, message: 'not you' });
}

describe('what the user reads of an error', () => {
  test('is its sentence, where the user can mend it', () => {
    for (const error of [new UserError('Name it.'), new ConfigError('Name it.')])
      expect(failureOf(error)).toEqual({ message: 'Name it.', code: 2 });
  });

  test('steers no terminal by the name of a file, and keeps its lines', () => {
    const named = new UserError(
      'The settings a\u001b]0;b\u0007.yaml cannot be used:\n  thresholds: \u202enot so',
    );
    expect(failureOf(named).message).toBe(
      'The settings a\ufffd]0;b\ufffd.yaml cannot be used:\n  thresholds: \ufffdnot so',
    );
  });

  test('names the file that cannot be used, and shows no stack', async () => {
    const error = await readFile(folder).catch((reason: unknown) => reason);
    const missing = await readFile(join(folder, 'nowhere')).catch((reason: unknown) => reason);
    expect(failureOf(error).message).toMatch(/^The output cannot be used \(EISDIR: illegal operation/);
    expect(failureOf(missing).message).toMatch(
      /nowhere cannot be used \(ENOENT: no such file or directory\)/,
    );
    for (const one of [error, missing]) expect(failureOf(one)).toMatchObject({ code: 2 });
  });

  test('says what AWS refuses, what is out of reach, and who may be asked', async () => {
    const refused = failureOf(refusedBy('AccessDeniedException', 'client'));
    expect(refused.message).toMatch(/^AWS did not do it \(AccessDeniedException: not you\): check your cred/);
    expect(refused.code).toBe(2);
    expect(failureOf(refusedBy('InternalServerError', 'server')).code).toBe(3);
    expect(failureOf(Object.assign(new Error(''), { code: 'ECONNREFUSED' })).message).toContain(
      'ECONNREFUSED',
    );
  });

  test.each([
    ['ProvisionedThroughputExceededException', 'client'],
    ['ThrottlingException', 'client'],
    ['LimitExceededException', 'client'],
    ['TooManyRequestsException', 'client'],
    ['SlowDown', 'client'],
    ['InternalServerError', 'server'],
  ] as const)('sends nobody to his credentials for %s', (name, fault) => {
    const { message } = failureOf(refusedBy(name, fault));
    expect(message).toMatch(/run the same command again later/);
    expect(message).not.toMatch(/credentials/);
  });

  test.each([
    Object.assign(new Error('a request has exceeded 20000 ms'), { name: 'TimeoutError' }),
    Object.assign(new Error('socket hang up'), { code: 'ECONNRESET' }),
    Object.assign(new Error('write EPIPE'), { code: 'EPIPE', syscall: 'write' }),
  ])(
    'claims of no call without an answer that it was not done, nor that credentials are wrong: %s',
    (error) => {
      const { message, code } = failureOf(error);
      expect(message).toMatch(/^AWS did not answer \(.*run the same command again.*may be done already\.$/);
      expect(message).not.toMatch(/credentials/);
      expect(code).toBe(2);
    },
  );

  test.each([
    ['what broke', new TypeError('x is not a function')],
    ['a request that no service understands', refusedBy('ValidationException', 'client')],
  ])('is where it arose, of %s', (_, error) => {
    const { message, code } = failureOf(error);
    expect(message).toMatch(/^\s+at /m);
    expect(code).toBe(3);
  });
});

describe('the program', () => {
  const log = join(folder, 'log.ndjson');
  const event = {
    uuid: 'u1',
    published: '2026-03-01T09:15:00.000Z',
    eventType: 'user.session.start',
    actor: { id: '00u1', type: 'User', alternateId: 'alice@example.com' },
    outcome: { result: 'SUCCESS' },
  };
  writeFileSync(log, JSON.stringify(event));

  test('says that a saved run is a folder', () => {
    const { status, stderr } = spawnSync(process.execPath, [program, 'findings', '--from', folder], {
      encoding: 'utf8',
    });
    expect(stderr).toMatch(/is a folder/);
    expect(stderr).not.toMatch(/^\s+at /m);
    expect(status).toBe(2);
  });

  test('ends with its result, though nobody reads its progress any more', async () => {
    const child = spawn(process.execPath, [program, 'backtest', log, '--jobs', '1'], { cwd: folder });
    child.stderr.destroy();
    const [result, [code]] = await Promise.all([text(child.stdout), once(child, 'exit')]);
    expect(result).toMatch(/^Read +1 activity/);
    expect(code).toBe(0);
    // What it leaves for other commands is about people.
    for (const name of readdirSync(join(folder, '.outflow')))
      expect(statSync(join(folder, '.outflow', name)).mode & 0o077).toBe(0);
  });

  test('says before a backtest that there is no place for what it finds', () => {
    const cwd = join(folder, 'taken');
    mkdirSync(cwd);
    writeFileSync(join(cwd, '.outflow'), 'a file');
    const { status, stderr } = spawnSync(process.execPath, [program, 'backtest', log], {
      cwd,
      encoding: 'utf8',
    });
    expect(stderr).toMatch(/^\.outflow cannot be used \(EEXIST/);
    expect(stderr).not.toContain('Reading');
    expect(status).toBe(2);
  });

  test('says that a saved profile was damaged, and where', async () => {
    writeFileSync(join(folder, 'mine.jsonl'), '');
    writeFileSync(join(folder, 'mine.profiles.jsonl'), '{"entity":"act');
    await expect(loadRun(join(folder, 'mine.jsonl'))).rejects.toThrow(
      /mine\.profiles\.jsonl:1 is not a profile/,
    );
  });

  test('tells what --json printed from a file of findings, and which has them', async () => {
    const path = join(folder, 'printed.json');
    writeFileSync(path, JSON.stringify({ activities: 3, findings: [], pages: [] }, undefined, 2));
    await expect(loadRun(path)).rejects.toThrow(
      `${path} is what a command printed with --json, not a file of findings: the newest backtest is read with --from backtest.`,
    );
  });

  test('names the file for which there is no space, not the one that was to be copied', () => {
    const full = Object.assign(
      new Error("ENOSPC: no space left on device, copyfile 'a.mmdb' -> '/tmp/b.mmdb'"),
      {
        code: 'ENOSPC',
        syscall: 'copyfile',
        path: 'a.mmdb',
        dest: '/tmp/b.mmdb',
      },
    );
    expect(failureOf(full).message).toMatch(/^\/tmp\/b\.mmdb cannot be used \(ENOSPC/);
    const missing = Object.assign(new Error('ENOENT: no such file'), { ...full, code: 'ENOENT' });
    expect(failureOf(missing).message).toMatch(/^a\.mmdb cannot be used/);
  });

  test('says that its result does not fit, and does not exit with 0', () => {
    const full = openSync('/dev/full', 'w');
    const { status, stderr } = spawnSync(process.execPath, [program, 'coverage'], {
      encoding: 'utf8',
      stdio: ['ignore', full, 'pipe'],
    });
    closeSync(full);
    expect(stderr).toMatch(/^The output cannot be used \(ENOSPC: no space left on device\)/);
    expect(stderr).not.toMatch(/^\s+at /m);
    expect(status).toBe(2);
  });
});
