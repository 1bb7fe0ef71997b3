import type { SESEventRecord } from 'aws-lambda';
import { expect, test } from 'vitest';
import { detect } from '../../../functions/detect/detect.ts';
import { emailActivity, passOn } from '../../../functions/ingest/mail/mail.ts';
import { memoryStream } from '../../../functions/ports/memory/stream.ts';
import { judgingWith } from '../../../shared/assess.ts';
import { ruleSet } from '../../../shared/sigma/rule-set.ts';
import { HONEY, honey } from '../../fixtures/honey.ts';
import { options, world } from '../detect/world.ts';

/** As https://docs.aws.amazon.com/ses/latest/dg/receiving-email-action-lambda-event.html has it. */
function message(recipient: string, messageId: string, before: readonly string[] = []): SESEventRecord {
  const pass = { status: 'PASS' } as const;
  return {
    eventSource: 'aws:ses',
    eventVersion: '1.0',
    ses: {
      mail: {
        timestamp: '2026-04-11T09:00:02.028Z',
        source: 'offers@example.net',
        messageId,
        destination: [...before, recipient],
        headersTruncated: false,
        headers: [{ name: 'Return-Path', value: '<offers@example.net>' }],
        commonHeaders: {
          returnPath: 'offers@example.net',
          from: ['Offers <offers@example.net>'],
          date: 'Sat, 11 Apr 2026 09:00:00 +0000',
          to: [recipient],
          messageId: '<1@example.net>',
          subject: 'Dear \u202Ecustomer',
        },
      },
      receipt: {
        timestamp: '2026-04-11T09:00:02.028Z',
        processingTimeMillis: 597,
        recipients: [...before, recipient],
        spamVerdict: pass,
        virusVerdict: pass,
        spfVerdict: pass,
        dkimVerdict: { status: 'GRAY' },
        dmarcVerdict: { status: 'GRAY' },
        action: {
          type: 'Lambda',
          functionArn: 'arn:aws:lambda:eu-central-1:123456789012:function:m',
          invocationType: 'Event',
        },
      },
    },
  };
}

async function detected(...messages: SESEventRecord[]) {
  const stream = memoryStream();
  await passOn({ Records: messages }, { tenant: 'example', stream });
  const { ports } = world();
  const records = stream.entries.map(({ data, partitionKey }, n) => ({
    data: Buffer.from(data).toString('base64'),
    partitionKey,
    sequenceNumber: String(n),
    arrival: Date.parse('2026-04-11T09:00:05Z'),
  }));
  const judging = judgingWith(ruleSet([]), undefined, HONEY);
  const { counts } = await detect(records, ports, { ...options, honey: HONEY, judging });
  return { counts, found: await ports.findings.byEntity('actor/salesforce/example/honey:contacts', 9) };
}

test('mail to an address of honey is a CRITICAL finding of the dataset that it was planted in, once a day', async () => {
  const [first, second] = [honey(0), honey(1)];
  const { counts, found } = await detected(message(first.email, 'a'), message(second.email, 'b'));
  expect(counts).toMatchObject({ Quarantined: 0, Findings: 1 });
  expect(found).toHaveLength(1);
  expect(found[0]?.finding).toMatchObject({ severity: 'critical', vendor: 'salesforce', tenant: 'example' });
  expect(found[0]?.finding.evidence.map(({ operation }) => operation)).toEqual(
    Array(2).fill('honey in ocsf: Email Activity: Receive'),
  );
});

test('mail to a whole dump hides no address of honey behind the others', async () => {
  const others = Array.from({ length: 500 }, (_, n) => `${'x'.repeat(200)}${n}@mail.example.com`);
  const { found } = await detected(message(honey(0).email, 'e', others));
  expect(found[0]?.finding).toMatchObject({ severity: 'critical' });
});

test('mail to anybody else there is counted, and nothing else', async () => {
  const { counts, found } = await detected(message('postmaster@mail.example.com', 'c'));
  expect(counts).toMatchObject({ Ignored: 1, Quarantined: 0, Findings: 0 });
  expect(found).toEqual([]);
});

test('what a stranger wrote in it is cleaned and cut', () => {
  const { email } = emailActivity(message(`${'x'.repeat(900)}@mail.example.com`, 'd'));
  expect(email).toMatchObject({ subject: 'Dear \uFFFDcustomer', smtp_from: 'offers@example.net' });
  expect(JSON.stringify(email).length).toBeLessThan(1000);
});
