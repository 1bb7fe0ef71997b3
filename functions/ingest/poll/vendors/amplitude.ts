import { DAY_MS, HOUR_MS } from '../../../../shared/time.ts';
import { isObject } from '../../../../shared/vendors/field.ts';
import type { Json } from '../../../../shared/vendors/vendor.ts';
import { PollError } from '../api.ts';
import type { Poller } from '../poller.ts';

const LIMIT = 1000;
/** "The maximum query range is 30 days." */
const LONGEST_MS = 29 * DAY_MS;

/**
 * https://amplitude.com/docs/apis/audit-logs documents a limit and no way to what lies beyond it. So a span that may
 * hold more is halved until it does not; `next` is where the following span begins, and how long to try it.
 */
export const amplitude: Poller = {
  fields: ['organization', 'apiKey', 'secretKey'],
  overlapMs: 2 * HOUR_MS,
  firstMs: 24 * HOUR_MS,
  async page(window, next, { api, secret }) {
    const [fromMs = window.fromMs, lengthMs = LONGEST_MS] = (next ?? '')
      .split(' ')
      .filter(Boolean)
      .map(Number);
    const untilMs = Math.min(window.untilMs, fromMs + lengthMs);
    const login = Buffer.from(`${secret['apiKey']}:${secret['secretKey']}`).toString('base64');
    const { value } = await api.json({
      path: `/api/2/audit-logs/${encodeURIComponent(secret['organization'] ?? '')}`,
      method: 'POST',
      headers: { authorization: `Basic ${login}`, 'content-type': 'application/json' },
      body: JSON.stringify({
        start_date: new Date(fromMs).toISOString(),
        end_date: new Date(untilMs).toISOString(),
        pagination: { limit: LIMIT },
      }),
    });
    const events = eventsIn(value);
    const spanMs = untilMs - fromMs;
    // What has been seen of a full span is put all the same: the halves bring it again.
    if (events.length >= LIMIT && spanMs > 1000)
      return { events, next: `${fromMs} ${Math.floor(spanMs / 2)}` };
    return untilMs >= window.untilMs
      ? { events }
      : { events, next: `${untilMs} ${Math.min(LONGEST_MS, spanMs * 2)}` };
  },
};

/** The only list in the answer, whatever its name, which is not documented. */
function eventsIn(value: Json): readonly Json[] {
  if (Array.isArray(value)) return value;
  const lists = isObject(value) ? Object.values(value).filter((field) => Array.isArray(field)) : [];
  const [events, ...more] = lists;
  if (events === undefined || more.length > 0)
    throw new PollError('refused', 'The answer of Amplitude is not one list of events.');
  return events as readonly Json[];
}
