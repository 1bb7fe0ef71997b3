import { VENDORS } from '../../shared/vendors/index.ts';
import type { Vendor } from '../../shared/vendors/vendor.ts';
import { entityOf } from './events.ts';

/** Whose records the mistaken parser does not count. */
export const MISREAD = entityOf('salesforce', 'ada');
const USER = MISREAD.split('/').at(-1);

/** A parser that read half of what one account exported, until it was mended. */
export const MISTAKEN: readonly Vendor[] = VENDORS.map((vendor) =>
  vendor.uid !== 'salesforce'
    ? vendor
    : {
        ...vendor,
        parse: (event) => {
          const parsed = vendor.parse(event);
          // Of others nothing is rebuilt, and what they do is part of how this one is judged.
          if (parsed.kind !== 'activity' || parsed.draft.actor.uid !== USER) return parsed;
          const { records } = parsed.draft.volume ?? {};
          if (records === undefined) return parsed;
          return { ...parsed, draft: { ...parsed.draft, volume: { records: Math.floor(records / 2) } } };
        },
      },
);
