import { PollError } from '../api.ts';
import type { Poller } from '../poller.ts';

const MINUTE_MS = 60_000;

/** https://developer.okta.com/docs/api/openapi/okta-management/management/tags/systemlog */
export const okta: Poller = {
  fields: ['token'],
  overlapMs: 10 * MINUTE_MS,
  firstMs: 60 * MINUTE_MS,
  async page({ fromMs, untilMs }, next, { api, secret }) {
    const query = new URLSearchParams({
      since: new Date(fromMs).toISOString(),
      until: new Date(untilMs).toISOString(),
      sortOrder: 'ASCENDING',
      limit: '1000',
    });
    const { value, headers } = await api.json({
      path: next ?? `/api/v1/logs?${query}`,
      headers: { authorization: `SSWS ${secret['token']}` },
    });
    if (!Array.isArray(value)) throw new PollError('refused', 'The answer of Okta is no list of events.');
    const following = nextLink(headers.get('link'));
    // Okta names a next page as long as one may come; an empty one is the end.
    return { events: value, ...(value.length > 0 && following !== undefined ? { next: following } : {}) };
  },
};

/** `<https://…>; rel="next"`: https://www.rfc-editor.org/rfc/rfc8288 */
function nextLink(header: string | null): string | undefined {
  return /<([^>]+)>;\s*rel="next"/.exec(header ?? '')?.[1];
}
