import { HOUR_MS, MINUTE_MS, parseTime } from '../../../../shared/time.ts';
import { isObject, text } from '../../../../shared/vendors/field.ts';
import type { Json } from '../../../../shared/vendors/vendor.ts';
import { PollError } from '../api.ts';
import type { Poller } from '../poller.ts';

/**
 * https://developer.okta.com/docs/api/openapi/okta-management/management/tags/systemlog. Without `until`, and in ascending
 * order, Okta takes `since` for the time at which an event was stored, so that one which it stores late is not missed; with
 * it, for the time at which it happened: https://developer.okta.com/docs/reference/system-log-query
 */
export const okta: Poller = {
  fields: ['token'],
  overlapMs: 10 * MINUTE_MS,
  firstMs: HOUR_MS,
  async page({ fromMs, untilMs }, next, { api, secret }) {
    const query = new URLSearchParams({
      since: new Date(fromMs).toISOString(),
      sortOrder: 'ASCENDING',
      limit: '1000',
    });
    const { value, headers } = await api.json({
      path: next ?? `/api/v1/logs?${query}`,
      headers: { authorization: `SSWS ${secret['token']}` },
    });
    if (!Array.isArray(value)) throw new PollError('refused', 'The answer of Okta is no list of events.');
    const following = nextLink(headers.get('link'));
    // A next page is always named. What happened after the window was stored after all that was stored in it.
    const isOver = value.length === 0 || value.some((event) => happenedMs(event) >= untilMs);
    return { events: value, ...(isOver || following === undefined ? {} : { next: following }) };
  },
};

function happenedMs(event: Json): number {
  return (isObject(event) ? parseTime(text(event, 'published')) : undefined) ?? 0;
}

/** `<https://…>; rel="next"`: https://www.rfc-editor.org/rfc/rfc8288 */
function nextLink(header: string | null): string | undefined {
  return /<([^>]+)>;\s*rel="next"/.exec(header ?? '')?.[1];
}
