import { HOUR_MS } from '../../../../shared/time.ts';
import { isObject, list, text } from '../../../../shared/vendors/field.ts';
import { recordsOfText, textOf } from '../../log.ts';
import { PollError } from '../api.ts';
import type { Login, Poller, Window } from '../poller.ts';

/** Of the list of files, 2,000 each: what is fetched is noted only behind it. */
const MAX_PAGES = 50;
const API = '/services/data/v60.0';

/**
 * Event log files, by when they appeared: an hourly file may come days after its hour.
 * https://developer.salesforce.com/docs/platform/api-rest/guide/event-log-file-hourly-query.html
 * `next` is the list of files still to fetch.
 */
export const salesforce: Poller = {
  fields: ['clientId', 'clientSecret'],
  overlapMs: HOUR_MS,
  firstMs: 24 * HOUR_MS,
  async page(window, next, login) {
    const headers = { authorization: `Bearer ${await tokenOf(login)}` };
    const files = next === undefined ? await filesIn(window, login, headers) : next.split(' ');
    const [file, ...rest] = files;
    if (file === undefined) return { events: [] };
    const bytes = await login.api.bytes({ path: `${API}/sobjects/EventLogFile/${file}/LogFile`, headers });
    return {
      events: recordsOfText(textOf(bytes)),
      here: files.join(' '),
      ...(rest.length === 0 ? {} : { next: rest.join(' ') }),
    };
  },
};

/** Client credentials flow: https://help.salesforce.com/s/articleView?id=sf.remoteaccess_oauth_client_credentials_flow.htm */
async function tokenOf({ api, secret }: Login): Promise<string> {
  const { value } = await api.json({
    path: '/services/oauth2/token',
    method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: new URLSearchParams({
      grant_type: 'client_credentials',
      client_id: secret['clientId'] ?? '',
      client_secret: secret['clientSecret'] ?? '',
    }).toString(),
  });
  const token = isObject(value) ? text(value, 'access_token') : undefined;
  if (token === undefined) throw new PollError('refused', 'Salesforce gave no token for the client.');
  return token;
}

async function filesIn(
  { fromMs, untilMs }: Window,
  { api }: Login,
  headers: Readonly<Record<string, string>>,
): Promise<string[]> {
  const time = (ms: number) => new Date(ms).toISOString();
  // Daily and hourly files alike: not every org has both, and a row that comes twice is the same row.
  const query = `SELECT Id FROM EventLogFile WHERE CreatedDate >= ${time(fromMs)} AND CreatedDate < ${time(untilMs)} ORDER BY CreatedDate`;
  const files: string[] = [];
  let path: string | undefined = `${API}/query?q=${encodeURIComponent(query)}`;
  for (let pages = 0; path !== undefined; pages++) {
    if (pages === MAX_PAGES)
      throw new PollError('refused', `The list of Salesforce's files has more than ${MAX_PAGES} pages.`);
    const { value } = await api.json({ path, headers });
    if (!isObject(value)) throw new PollError('refused', 'The answer of Salesforce is no result of a query.');
    for (const record of list(value, 'records')) {
      const id = isObject(record) ? text(record, 'Id') : undefined;
      if (id !== undefined && /^[A-Za-z0-9]{15,18}$/.test(id)) files.push(id);
    }
    path = text(value, 'nextRecordsUrl');
  }
  return files;
}
