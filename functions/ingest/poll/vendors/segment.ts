import { HOUR_MS, MINUTE_MS } from '../../../../shared/time.ts';
import { isObject, list, object, text } from '../../../../shared/vendors/field.ts';
import { PollError } from '../api.ts';
import type { Poller } from '../poller.ts';

/** Public API, GET /audit-events: https://docs.segmentapis.com/tag/Audit-Trail */
export const segment: Poller = {
  fields: ['token'],
  overlapMs: 30 * MINUTE_MS,
  firstMs: 24 * HOUR_MS,
  async page({ fromMs, untilMs }, next, { api, secret }) {
    const query = new URLSearchParams({
      startTime: new Date(fromMs).toISOString(),
      endTime: new Date(untilMs).toISOString(),
      'pagination.count': '200',
      ...(next === undefined ? {} : { 'pagination.cursor': next }),
    });
    const { value } = await api.json({
      path: `/audit-events?${query}`,
      headers: { authorization: `Bearer ${secret['token']}` },
    });
    const data = isObject(value) ? object(value, 'data') : undefined;
    if (data === undefined) throw new PollError('refused', 'The answer of Segment has no data.');
    const following = text(object(data, 'pagination'), 'next');
    return { events: list(data, 'events'), ...(following === undefined ? {} : { next: following }) };
  },
};
