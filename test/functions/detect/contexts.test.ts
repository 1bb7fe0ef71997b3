import { expect, test } from 'vitest';
import { contextsOf } from '../../../functions/detect/assess-arrivals.ts';
import { organisationsIn } from '../../../functions/detect/organisations.ts';
import { memoryStateStore } from '../../../functions/ports/memory/state.ts';

const contextFor = contextsOf(organisationsIn(memoryStateStore(new Map())));
const contextOf = (vendor: string) => contextFor(`actor/${vendor}/default/ana`, new Map())(20_000);

test('an account is judged by what its vendor counts, what that is called, and which operations take records in bulk', () => {
  expect(contextOf('mixpanel')).toMatchObject({ counts: 'rows', nouns: ['record'] });
  expect(contextOf('mixpanel').isBulk('raw_event_export.requested')).toBe(true);
  expect(contextOf('mixpanel').isBulk('board.exported')).toBe(false);
  expect(contextOf('mixpanel').isStanding('data_pipeline.created')).toBe(true);
  expect(contextOf('box').isStanding('DOWNLOAD')).toBe(false);
  expect(contextOf('hubspot').isBulk('CRM_OBJECT.CONTACT.EXPORT')).toBe(true);
  expect(contextOf('box')).toMatchObject({ counts: 'objects', nouns: ['file'] });
  expect(contextOf('box').isBulk('DOWNLOAD')).toBe(false);
  // Of a vendor that a mapping added and nobody loads here.
  expect(contextOf('unheard-of')).toMatchObject({ counts: 'rows', nouns: ['record'] });
  expect(contextOf('unheard-of').isBulk('export')).toBe(false);
});
