import { createHmac } from 'node:crypto';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { ScanCommand } from '@aws-sdk/client-dynamodb';
import { PutObjectCommand } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import type { VendorEvent } from '../../cli/demo/event.ts';
import { type Rehearsal, startRehearsal } from '../../cli/demo/rehearsal.ts';
import { readAssembly } from '../../infra/local/template.ts';
import { company, DAY } from '../demo/day.ts';
import { built } from './built.ts';
import { allows, permissionsOf } from './permissions.ts';

/** The breach of the demo, coming in by the ways in: Okta by webhook, the rest as files. */
const { email } = company.incident.person;
const own = (events: Iterable<VendorEvent>) =>
  [...events].filter(({ raw }) => JSON.stringify(raw).includes(email));
const day = own(company.day());
const of = (vendor: string) => day.filter((event) => event.vendor === vendor).map(({ raw }) => raw);

let rehearsal: Rehearsal;
beforeAll(async () => {
  const one = { ...company, history: () => own(company.history()) };
  const options = await built({
    recordsCalls: true,
    config: {
      publicEndpoints: true,
      sources: [
        {
          kind: 's3-drop',
          feeds: ['salesforce', 'mixpanel'].map((vendor) => ({ vendor, tenant: 'example' })),
        },
        { kind: 'webhook', name: 'okta', vendor: 'okta', tenant: 'example' },
      ],
    },
  });
  rehearsal = await startRehearsal(one, DAY, options);
});
afterAll(() => rehearsal?.stop());

function put(Key: string, Body: Buffer | string) {
  const { clients, ways } = rehearsal.aws;
  return clients.s3.send(new PutObjectCommand({ Bucket: ways['DropBucket'], Key, Body }));
}

/** Posts a body, signed as docs/deploy.md says. */
function post(body: string, secret: string, timestamp = Math.floor(Date.now() / 1000)) {
  const mac = createHmac('sha256', secret).update(`${timestamp}.${body}`).digest('hex');
  return fetch(`${rehearsal.aws.ways['WebhookUrl']}okta`, {
    method: 'POST',
    body,
    headers: {
      'content-type': 'application/json',
      'x-outflow-timestamp': String(timestamp),
      'x-outflow-signature': `v1=${mac}`,
    },
  });
}

async function notes(): Promise<Record<string, { state?: string; records?: number; events?: number }>> {
  const { clients, ways } = rehearsal.aws;
  const { Items = [] } = await clients.dynamodb.send(new ScanCommand({ TableName: ways['IngestTable'] }));
  return Object.fromEntries(Items.map(({ id, body }) => [id?.S ?? '', JSON.parse(body?.S ?? '{}')]));
}

describe('the ways in, end to end on emulators', () => {
  test('a breach that comes by files and by webhook is paged', async () => {
    const { first = '' } = JSON.parse(rehearsal.aws.secret('webhookokta'));
    for (const raw of of('okta')) expect((await post(JSON.stringify(raw), first)).status).toBe(204);
    const lines = of('salesforce').map((raw) => `${JSON.stringify(raw)}\n`);
    await put('live/salesforce/example/events.ndjson.gz', gzipSync(lines.join('')));
    await put('live/mixpanel/example/audit.json', JSON.stringify({ results: of('mixpanel') }));
    await rehearsal.settled();
    expect(rehearsal.pages.map(({ message }) => message).join('\n')).toContain(email);
    const found = await rehearsal.findings();
    expect(found.some(({ severity }) => severity === 'critical')).toBe(true);
  });

  test('each file is marked done with its counts', async () => {
    const counted = Object.entries(await notes()).filter(([id]) => id.startsWith('drop#'));
    expect(counted.map(([, note]) => note)).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ state: 'done', events: of('salesforce').length }),
        expect.objectContaining({ state: 'done', events: of('mixpanel').length }),
      ]),
    );
  });

  test('a file whose reader is killed in its middle is read to its end', async () => {
    const raw = of('salesforce')[0] ?? {};
    const lines = Array.from({ length: 1500 }, (_, n) => `${JSON.stringify({ ...raw, note: n })}\n`).join('');
    await put('live/salesforce/example/long.ndjson', lines);
    const stream = () => rehearsal.aws.counts().mapping.records;
    const before = stream();
    await vi.waitUntil(() => stream() > before, { timeout: 60_000, interval: 20 });
    await killDrop();
    await rehearsal.settled();
    const [, note] = Object.entries(await notes()).find(([id]) => id.includes('long.ndjson')) ?? [];
    expect(note).toMatchObject({ state: 'done', records: 1500, events: 1500 });
    expect(stream() - before).toBeGreaterThanOrEqual(1500);
  });

  test('a request that is not signed gets a plain 401, and one that comes again its answer again', async () => {
    const { first = '' } = JSON.parse(rehearsal.aws.secret('webhookokta'));
    const body = JSON.stringify(of('okta')[0]);
    const before = rehearsal.aws.calls().filter(({ action }) => action === 'kinesis:PutRecords').length;
    const now = Math.floor(Date.now() / 1000);
    const unsigned = await fetch(`${rehearsal.aws.ways['WebhookUrl']}okta`, { method: 'POST', body });
    const answers = [unsigned, await post(body, 'guessed'), await post(body, first, now - 400)];
    expect(answers.map(({ status }) => status)).toEqual([401, 401, 401]);
    expect(await Promise.all(answers.map((answer) => answer.text()))).toEqual(['', '', '']);
    expect((await post(body, first, now + 7)).status).toBe(204);
    expect((await post(body, first, now + 7)).status).toBe(204);
    const after = rehearsal.aws.calls().filter(({ action }) => action === 'kinesis:PutRecords').length;
    expect(after - before).toBe(1);
  });

  test.each(['drop', 'webhook'])('%s calls nothing that its role does not allow', (way) => {
    const name = `outflow-${way}`;
    const template = readAssembly(join(rehearsal.aws.folder, 'cdk.out'));
    const calls = rehearsal.aws.calls().filter(({ functionName }) => functionName.startsWith(name));
    expect(calls.length).toBeGreaterThan(0);
    const permissions = permissionsOf(template, calls[0]?.functionName ?? '');
    expect(calls.filter((call) => !permissions.some((permission) => allows(permission, call)))).toEqual([]);
  });
});

async function killDrop(): Promise<void> {
  for (const pid of rehearsal.aws.pidsOf('drop')) process.kill(pid, 'SIGKILL');
}
