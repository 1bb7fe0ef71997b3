import type { SESEvent, SESEventRecord } from 'aws-lambda';
import { cleanText } from '../../../shared/text.ts';
import { findVendor } from '../../../shared/vendors/index.ts';
import type { JsonObject } from '../../../shared/vendors/vendor.ts';
import type { EventStream } from '../../ports/stream.ts';
import { stampValue } from '../stamp.ts';

/** More than fit what SES hands over: whoever writes to a whole dump hides no address of honey behind the others. */
const MAX_RECIPIENTS = 2000;
const MAX_TEXT = 256;

/** Puts what SES says of each message on the stream; its text is never asked for. */
export async function passOn(
  { Records }: Pick<SESEvent, 'Records'>,
  { tenant, stream }: { readonly tenant: string; readonly stream: EventStream },
): Promise<number> {
  const vendor = findVendor('ocsf');
  if (vendor === undefined) throw new Error('nobody reads OCSF');
  const entries = Records.flatMap((record) => stampValue(emailActivity(record), { vendor, tenant }).entries);
  await stream.put(entries);
  return entries.length;
}

/**
 * OCSF's Email Activity: no vendor's audit log, so that `detect` counts and forgets it, unless an address in it is
 * honey. Everything in it was written by whoever sent the message.
 * https://docs.aws.amazon.com/ses/latest/dg/receiving-email-action-lambda-event.html
 * https://schema.ocsf.io/1.8.0/classes/email_activity
 */
export function emailActivity({ ses: { mail, receipt } }: SESEventRecord): JsonObject {
  return {
    class_uid: 4009,
    category_uid: 4,
    activity_id: 2,
    type_uid: 400_902,
    type_name: 'Email Activity: Receive',
    severity_id: 1,
    direction_id: 1,
    time: Date.parse(mail.timestamp),
    metadata: {
      version: '1.8.0',
      uid: mail.messageId,
      product: { name: 'Amazon SES', vendor_name: 'AWS' },
    },
    email: {
      uid: mail.messageId,
      smtp_from: text(mail.source),
      smtp_to: receipt.recipients.slice(0, MAX_RECIPIENTS).map(text),
      from: text(mail.commonHeaders.from?.[0] ?? ''),
      subject: text(mail.commonHeaders.subject ?? ''),
    },
    email_auth: {
      spf: receipt.spfVerdict.status,
      dkim: receipt.dkimVerdict.status,
      dmarc: receipt.dmarcVerdict.status,
    },
  };
}

function text(given: string): string {
  return cleanText(given, MAX_TEXT);
}
