import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { checkConfig } from '../../../infra/config/check.ts';
import { ConfigError } from '../../../infra/config/error.ts';
import { DEFAULT_CONFIG, loadConfig, readConfig } from '../../../infra/config/load.ts';
import { settingNames } from '../../../infra/config/schema.ts';
import example from '../../../outflow.config.example.ts';
import { temporaryFolder } from '../../temporary.ts';
import { MATRIX } from './matrix.ts';

const folder = temporaryFolder();

const problems = (stack: unknown) => {
  const checked = checkConfig({ stacks: { Outflow: stack } });
  return 'problems' in checked ? checked.problems.map(({ path, message }) => `${path}: ${message}`) : [];
};

it.each(Object.entries<unknown>(MATRIX))('of the matrix, %s is right', (_name, config) => {
  expect(checkConfig(config)).toEqual({ config });
});

it('the matrix uses every setting', () => {
  const used = new Set<string>(
    Object.values(MATRIX).flatMap(({ stacks }) =>
      Object.values(stacks).flatMap((stack) => [
        ...Object.keys(stack),
        ...(stack.sources ?? []).map(({ kind }) => kind),
        ...Object.entries(stack).flatMap(([name, part]) =>
          typeof part === 'object' && !Array.isArray(part)
            ? Object.keys(part).map((inner) => `${name}.${inner}`)
            : [],
        ),
      ]),
    ),
  );
  expect(settingNames().length).toBeGreaterThan(40);
  expect(settingNames().filter((name) => !used.has(name))).toEqual([]);
});

it('any region is right, whatever partition it is of', () => {
  for (const region of ['us-gov-west-1', 'cn-northwest-1', 'us-iso-east-1', 'eusc-de-east-1'])
    expect(problems({ region }), region).toEqual([]);
  for (const [region, watchedFrom] of [
    ['cn-north-1', 'cn-northwest-1'],
    ['us-gov-west-1', 'us-gov-east-1'],
    ['eu-central-1', 'us-east-1'],
  ])
    expect(problems({ region, heartbeat: { watchedFrom } }), region).toEqual([]);
});

it('as many webhooks are right as fit the environment of their function, also with the longest names', () => {
  const arn = (name: string) =>
    `arn:aws-us-gov:secretsmanager:ap-southeast-1:123456789012:secret:Webhook${name}Secret12345678-abcdefghijkl-mnopqr`;
  const hook = (at: number) => ({
    kind: 'webhook',
    name: `${'w'.repeat(38)}${at + 10}`,
    vendor: 'google-workspace',
    tenant: 't'.repeat(64),
    scheme: 'standard-webhooks',
  });
  const most = [...Array(50).keys()].findLast(
    (n) =>
      problems({ publicEndpoints: true, sources: Array.from({ length: n }, (_, at) => hook(at)) }).length ===
      0,
  );
  const told = Array.from({ length: most ?? 0 }, (_, at) => ({ ...hook(at), secretArn: arn(hook(at).name) }));
  expect(most).toBeGreaterThan(5);
  expect(JSON.stringify(told.map(({ kind, ...one }) => one)).length).toBeLessThan(3500);
});

it('the default and the documented example are right', () => {
  expect(checkConfig(DEFAULT_CONFIG)).toEqual({ config: DEFAULT_CONFIG });
  expect(readConfig(example)).toEqual(example);
});

describe('what is wrong is named with its place and its remedy', () => {
  const webhook = { kind: 'webhook', name: 'w', vendor: 'segment' };
  const keyArn = 'arn:aws:kms:eu-central-1:123456789012:key/mrk-00000000000000000000000000000001';
  const streamArn = 'arn:aws:kinesis:eu-central-1:123456789012:stream/events';
  it.each<[string, unknown, RegExp]>([
    ['a setting that is not one', { retantion: {} }, /retantion: There is no such setting.*retention/],
    ['no object', 'on', /Outflow: Give an object/],
    ['an account as number', { account: 123456789012 }, /account: Give the twelve digits/],
    ['a region', { region: 'Frankfurt' }, /region: Give a region such as eu-central-1/],
    ['a prefix', { namePrefix: '-x' }, /namePrefix: Give at most 31 letters/],
    ['a tag of AWS', { tags: { 'aws:x': 'y' } }, /tags.*does not begin with aws:/],
    ['a path', { rolePath: 'security' }, /rolePath: Give a path such as \/security\//],
    [
      'a boundary',
      { permissionsBoundary: 'boundary' },
      /permissionsBoundary: Give an ARN such as arn:aws:iam/,
    ],
    ['a qualifier', { bootstrapQualifier: 'Too-Long-For-It' }, /bootstrapQualifier: Give at most 10/],
    [
      'too many shards',
      { capacity: { mode: 'provisioned', shards: 0 } },
      /shards: Give a whole number from 1/,
    ],
    ['no shards', { capacity: { mode: 'provisioned' } }, /capacity\.shards: Is missing\. Add it\./],
    ['a mode', { capacity: { mode: 'serverless' } }, /capacity.*Write \{ mode: 'on-demand' \}/],
    ['no concurrency', { concurrency: { alert: 0 } }, /concurrency\.alert: Give a whole number from 1/],
    [
      'less concurrency than shards',
      { capacity: { mode: 'provisioned', shards: 6 }, concurrency: { detect: 5 } },
      /concurrency\.detect: Is less than the 6 shards/,
    ],
    ['a window', { windowSeconds: 1.5 }, /windowSeconds: Give a whole number from 1 to 20/],
    [
      'days of the stream',
      { retention: { stream: 400 } },
      /retention\.stream: Give a whole number from 1 to 365/,
    ],
    ['days of logs', { retention: { logs: 100 } }, /retention\.logs: Use one of .*90, 120/],
    ['an alarm', { alarms: { topicArn: 'x' } }, /alarms\.topicArn: Give an ARN such as arn:aws:sns/],
    ['hours', { alarms: { silentHours: 25 } }, /silentHours: Give a whole number from 1 to 24/],
    [
      'a heartbeat that is watched from its own region',
      { region: 'eu-central-1', heartbeat: { watchedFrom: 'eu-central-1' } },
      /heartbeat\.watchedFrom: Is the region of the stack itself/,
    ],
    [
      'a heartbeat that is watched from elsewhere than nowhere',
      { heartbeat: { watchedFrom: 'eu-west-1' } },
      /region: Is missing\. Name it, so that heartbeats/,
    ],
    [
      'no heartbeat to watch',
      { region: 'eu-central-1', heartbeat: { watchedFrom: 'eu-west-1', everyMinutes: 0 } },
      /heartbeat\.everyMinutes: Is 0/,
    ],
    ['a switch', { archive: 'yes' }, /archive: Write true or false/],
    ['an address', { consoleUrl: 'example.com' }, /consoleUrl: .*with https:/],
    ['a way in', { sources: [{ kind: 'ftp' }] }, /sources\.0.*Set kind to one of s3-drop/],
    [
      'a vendor',
      { sources: [{ kind: 's3-drop', feeds: [{ vendor: 'nobody' }] }] },
      /There is no vendor nobody/,
    ],
    ['no feeds', { sources: [{ kind: 's3-drop', feeds: [] }] }, /Name at least one of the feeds/],
    ['an endpoint', { sources: [webhook] }, /sources\.0: A webhook is reachable.*publicEndpoints: true/],
    [
      'a tenant',
      { tenants: ['a'], publicEndpoints: true, sources: [webhook] },
      /tenant default is not among/,
    ],
    [
      'the same twice',
      { publicEndpoints: true, sources: [webhook, webhook] },
      /sources\.1: Is the same as sources\.0: webhook w/,
    ],
    [
      'an address with a name and a password',
      { sources: [{ kind: 'poll', vendor: 'okta', url: 'https://me:secret@example.okta.com' }] },
      /url: Give the vendor's API as https:/,
    ],
    [
      'an address below which nobody would ask',
      { sources: [{ kind: 'poll', vendor: 'okta', url: 'https://example.com/okta' }] },
      /url: Give the vendor's API as https:/,
    ],
    ['a plain address', { sources: [{ kind: 'poll', vendor: 'okta', url: 'http://a' }] }, /url: .*https:/],
    [
      'a path of JSON',
      { sources: [{ kind: 'eventbridge', vendor: 'okta', bus: 'b', actorPath: 'a' }] },
      /\$\.detail/,
    ],
    [
      'everything that AWS says on the default bus',
      {
        sources: [
          { kind: 'eventbridge', vendor: 'okta', bus: 'default', sourcePrefix: 'example.okta' },
          {
            kind: 'eventbridge',
            vendor: 'slack',
            bus: 'arn:aws:events:eu-central-1:123456789012:event-bus/default',
          },
        ],
      },
      /sources\.1\.sourcePrefix: Is missing\. On the default bus/,
    ],
    ['a key by its alias', { existing: { pagesKeyArn: 'alias/pages' } }, /pagesKeyArn: Give an ARN/],
    ['a stream without key', { existing: { streamArn } }, /evidenceKeyArn: Is missing\. Name the key/],
    [
      'capacity of what exists',
      { existing: { streamArn, evidenceKeyArn: keyArn }, retention: { stream: 3 } },
      /streamArn: The stream exists: remove/,
    ],
    [
      'a topic without key',
      { existing: { alertsTopicArn: 'arn:aws:sns:eu-central-1:123456789012:a' } },
      /pagesKeyArn: Is missing\. Name the key/,
    ],
    [
      'a stream of another account, of which the functions would look for the name in their own',
      { account: '345678901234', existing: { streamArn, evidenceKeyArn: keyArn } },
      /existing\.streamArn: Is of the account 123456789012\. Name a stream of 345678901234/,
    ],
    [
      'what exists in another region',
      { region: 'eu-west-1', existing: { evidenceKeyArn: keyArn } },
      /existing\.evidenceKeyArn: Is in eu-central-1, and the stack in eu-west-1/,
    ],
    [
      'a region from which nothing comes to the one that watches',
      { region: 'cn-north-1', heartbeat: { watchedFrom: 'ap-southeast-1' } },
      /heartbeat\.watchedFrom: Is of another partition than cn-north-1/,
    ],
    [
      'a second topic that no alarm can reach',
      { region: 'eu-west-1', alarms: { topicArn: 'arn:aws:sns:eu-central-1:123456789012:a' } },
      /alarms\.topicArn: Is in eu-central-1/,
    ],
    [
      'an alarm that would never end',
      { windowSeconds: 20, alarms: { behindSeconds: 20 } },
      /alarms\.behindSeconds: Is no longer than windowSeconds/,
    ],
    [
      'names that are one as names of resources',
      {
        sources: [
          { kind: 'cloudwatch-logs', logGroup: '/a/b' },
          { kind: 'cloudwatch-logs', logGroup: '/a-b' },
        ],
      },
      /sources\.1: Differs from sources\.0 only by what names of resources leave out/,
    ],
    [
      'more hooks than an environment holds',
      {
        publicEndpoints: true,
        sources: Array.from({ length: 20 }, (_, at) => ({ ...webhook, name: `w${at}` })),
      },
      /sources: Have 20 webhooks, more than a function can be told of/,
    ],
    [
      'more feeds than an environment holds',
      {
        sources: [
          {
            kind: 's3-drop',
            feeds: Array.from({ length: 100 }, (_, at) => ({ vendor: 'okta', tenant: `t${at}` })),
          },
        ],
      },
      /sources\.0\.feeds: Are more than a function can be told of/,
    ],
  ])('%s', (_name, stack, message) => {
    expect(problems(stack).join('\n')).toMatch(message);
    expect(problems(stack)).toHaveLength(1);
  });

  it('all of it at once, for somebody who writes the file for the first time', () => {
    expect(() => readConfig({ stacks: { Outflow: { region: 'x', windowSeconds: 90 } } })).toThrow(
      /cannot be used:\n {2}stacks\.Outflow\.region: .*\n {2}stacks\.Outflow\.windowSeconds: /,
    );
    expect(() => readConfig({ stacks: {} })).toThrow('stacks: There is no stack. Add one');
    expect(() => readConfig({ stacks: { 'a b': {} } })).toThrow('Name the stack with at most 61');
    expect(() => readConfig(undefined)).toThrow('(the file): Is missing. Add it.');
  });
});

describe('the file', () => {
  const write = (name: string, text: string) => {
    writeFileSync(join(folder, name), text);
    return join(folder, name);
  };

  it('may be absent, unless it is named: then nobody means the defaults', async () => {
    const none = join(folder, 'none.ts');
    expect(await loadConfig(undefined, none)).toBeUndefined();
    const missing = loadConfig(none);
    await expect(missing).rejects.toThrow(`${none}, which OUTFLOW_CONFIG names, is not there.`);
    await expect(missing).rejects.toBeInstanceOf(ConfigError);
  });

  it('is TypeScript that is loaded as it is', async () => {
    const path = write(
      'good.ts',
      'const days: number = 3; export default { stacks: { A: { retention: { stream: days } } } };',
    );
    expect(await loadConfig(path)).toEqual({ stacks: { A: { retention: { stream: 3 } } } });
  });

  it('that cannot be loaded, or exports nothing, is named with the remedy', async () => {
    await expect(loadConfig(write('broken.ts', 'export default {'))).rejects.toThrow(
      /broken\.ts cannot be loaded: .*Compare outflow\.config\.example\.ts\./s,
    );
    const empty = loadConfig(write('empty.ts', 'export const stacks = {};'));
    await expect(empty).rejects.toThrow(
      'empty.ts exports nothing. Write: export default defineConfig({ … }).',
    );
    await expect(empty).rejects.toBeInstanceOf(ConfigError);
  });
});
