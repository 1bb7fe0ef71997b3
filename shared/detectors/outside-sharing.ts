import type { Subject } from '../profile/subject.ts';
import type { Detector } from './detector.ts';
import { byClass, hurdleDetector } from './hurdle.ts';
import { TECHNIQUES } from './techniques.ts';

const MIN_DAYS = 5;

const applies = ({ history }: Subject): boolean => history.length >= MIN_DAYS;
/** Before that, who shares for the first time is held against the peers: days of the last week define nothing, but excuse. */
const appliesToDay = (subject: Subject): boolean =>
  applies(subject) || subject.past.every(({ excluded, features }) => excluded || features.outside === 0);
const since = ({ firstDay }: Subject): number => firstDay;
const population = byClass({ mean: 1.1, variance: 0.5 }, { mean: 1.1, variance: 0.8 });
const unit = 'shares with outsiders or with anybody';

export const outsideSharing: Detector = hurdleDetector(
  {
    uid: 'outside-sharing',
    title: 'More shared with outsiders than usual',
    finds:
      'More files, links, shares and ways out opened to outsiders, or to anybody, than usual: what leaves so is fetched later, and not by this account.',
    technique: TECHNIQUES.webService,
    family: 'amount',
    runbook: [
      'In the vendor log, list what was shared that day and with whom: a partner’s address, a private one, or anybody with the link?',
      'Does the address belong to the owner of the account, or to a company that nobody works with?',
      'Take the links and invitations back first; then look whether they were used, and from where.',
      'Likeliest harmless cause: a new partner or customer, or files sent for a tender or an audit.',
    ],
  },
  [
    {
      feature: 'outside',
      days: 1,
      window: '24 h',
      unit,
      rate: 0.05,
      floor: 0.35,
      population,
      applies: appliesToDay,
      since,
    },
    { feature: 'outside', days: 7, window: '7 d', unit, rate: 0.05, floor: 0.35, population, applies, since },
  ],
);
