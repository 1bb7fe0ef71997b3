import type { Detector } from '../detectors/detector.ts';
import { TECHNIQUES } from '../detectors/techniques.ts';

/** What findings of a feed are told as. Unlike the others they judge a log, not what somebody did in it. */
export type FeedDetector = Pick<Detector, 'uid' | 'title' | 'finds' | 'technique' | 'runbook'>;

export const silence: FeedDetector = {
  uid: 'feed-silence',
  title: 'A feed has gone silent',
  finds: 'A log that has been silent for about twice its longest usual pause.',
  technique: TECHNIQUES.disableLogs,
  runbook: [
    'Look at the way in of this feed: the subscription, rule, poller or producer that brings it, and its last error.',
    'In the vendor’s administration, see whether the log or its export was switched off, and who did it.',
    'Ask the vendor’s API or console for events since the last one that arrived: if there are some, deliver them again.',
    'Likeliest harmless cause: an expired credential of the way in, or a holiday.',
  ],
};

export const trickle: FeedDetector = {
  uid: 'feed-trickle',
  title: 'A feed brings next to nothing',
  finds: 'A log that brings next to nothing on three usually busy days in a row.',
  technique: TECHNIQUES.disableLogs,
  runbook: [
    'Look at what still comes: of whom, and of which kind is what came before and comes no more?',
    'In the vendor’s administration, see whether the log or its export was narrowed, by a filter or to some people, and who did it.',
    'Ask the vendor’s API or console for events of these days: if there are more, deliver them again.',
    'Likeliest harmless cause: the company was closed, or the source is asked less often.',
  ],
};

export const stopped: FeedDetector = {
  uid: 'feed-stopped',
  title: 'Events of one kind come no more',
  finds: 'A kind of event that comes no more on three usual days while others do.',
  technique: TECHNIQUES.disableLogs,
  runbook: [
    'In the vendor’s administration, see which kinds of events the log holds, whether that was changed on this day, and by whom.',
    'Look at the way in: a filter, an event type that is not asked for any more, a permission that was taken away.',
    'Ask the vendor’s console or API for such events since then: if there are some, deliver them again, late ones are judged.',
    'Likeliest harmless cause: a job or application was given up, whoever did this alone is away, or the vendor has renamed it.',
  ],
};

export const gap: FeedDetector = {
  uid: 'feed-gap',
  title: 'Events of a time never arrived',
  finds: 'A time of which no events ever came, though later ones did.',
  technique: TECHNIQUES.disableLogs,
  runbook: [
    'Ask the vendor’s console or API for events of that time: if there are some, deliver them again, late ones are judged.',
    'In the vendor’s administration, see whether the log was switched off then, and by whom.',
    'Look at the way in: a cursor that was reset, a file that was skipped, a quota that was used up.',
    'Likeliest harmless cause: an outage at the vendor, or nobody at work.',
  ],
};

export const lateness: FeedDetector = {
  uid: 'feed-lateness',
  title: 'A feed comes later than usual',
  finds: 'Events that come later than this log usually brings them.',
  technique: TECHNIQUES.disableLogs,
  runbook: [
    'See whether the vendor reports a delay of its audit log; until it passes, findings come as much later.',
    'Look at the way in: a poller that falls behind its limits, or files that are dropped later.',
    'Likeliest harmless cause: an old part of the log was delivered again.',
  ],
};

export const drift: FeedDetector = {
  uid: 'feed-drift',
  title: 'A feed has changed its form',
  finds: 'Events that cannot be read, or operations and fields that nobody knows.',
  technique: TECHNIQUES.disableLogs,
  runbook: [
    'Look at what could not be read: npx outflow quarantine list; each object says why.',
    'Read the vendor’s release notes for operations and fields that are new; npx outflow parse FILE shows how a sample is read.',
    'Likeliest harmless cause: a new feature of the vendor, or a plan that logs more.',
  ],
};

export const commonCause: FeedDetector = {
  uid: 'common-cause',
  title: 'Several accounts show the same new context',
  finds:
    'A new network, client or application that several accounts take up within days: one change of the organisation is one page, and no page for each of them.',
  technique: TECHNIQUES.cloudAccounts,
  runbook: [
    'Ask whoever runs networks, computers and applications: was a gateway changed, a browser rolled out, an application approved for all?',
    'If nobody knows of it, treat the accounts as taken over together: end their sessions and look for one sign-in page or token behind them.',
    'List the findings of these accounts: their pages were left to this one, and each says what it took.',
    'Likeliest harmless cause: a new office, a change of the VPN or of single sign-on, a roll-out of a client, or a log that names applications only now.',
  ],
};

export const crowd: FeedDetector = {
  uid: 'crowd',
  title: 'Many accounts did more than usual on one day',
  finds:
    'Eight or more accounts of one log of which more than usual is found on the same day, though none of them pages alone: a theft in parts.',
  technique: TECHNIQUES.cloudAccounts,
  runbook: [
    'List them: npx outflow findings --vendor NAME --since DAY. Who is behind them: one administrator who signs in as others, one key that acts for all, accounts that were made that day?',
    'Look at what these accounts took, and by which operation: parts of one thing, page by page?',
    'Ask whoever runs the application whether something was done for all that day: a migration, an audit, a training.',
    'Likeliest harmless cause: a task that many were given on the same day.',
  ],
};

export const FEED_DETECTORS: readonly FeedDetector[] = [
  silence,
  trickle,
  stopped,
  gap,
  lateness,
  drift,
  commonCause,
  crowd,
];
