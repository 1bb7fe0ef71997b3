import { expect, test } from 'vitest';
import { feedArrivals } from '../../../functions/detect/feeds.ts';
import { decodeBatch, type StreamRecord } from '../../../shared/decode.ts';
import { oktaEvent } from '../../fixtures/okta.ts';
import { at } from '../../fixtures/readings.ts';

const record = (n: number, event: object): StreamRecord => ({
  data: Buffer.from(JSON.stringify({ outflow: { vendor: 'okta', tenant: 'example' }, event })).toString(
    'base64',
  ),
  sequenceNumber: String(n),
  partitionKey: 'a',
  arrival: at(0),
});

test('what a batch says of a feed is asked for again from its first record on, whether that could be read or not', () => {
  const unreadable = { something: 'else' };
  for (const events of [
    [unreadable, oktaEvent()],
    [oktaEvent(), unreadable],
  ]) {
    const records = events.map((event, n) => record(n, event));
    const decoded = decodeBatch(records, { hashKey: new Uint8Array(32) });
    expect(decoded.malformed).toHaveLength(1);
    expect(decoded.activities).toHaveLength(1);
    expect(feedArrivals(records, decoded)).toMatchObject([{ feed: 'feed/okta/example', record: 0 }]);
  }
});
