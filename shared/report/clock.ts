import { DAY_MS, HOUR_MS } from '../time.ts';

/**
 * When a company has to have told whom. The law starts its clocks when the company becomes aware, and that is
 * for a person to say: a page is a suspicion, and starts none.
 */
export interface Clock {
  /** When on-call was told first; null: never, as far as these findings tell. */
  readonly firstAlert: number | null;
  readonly starts: readonly Start[];
  readonly deadlines: readonly Deadline[];
}

/** Somebody who answers for it says that the company knows, or a vendor says so in writing. */
export interface Start {
  readonly kind: 'aware' | 'notice';
  /** The person or the vendor. */
  readonly by: string;
  readonly at: number;
}

export interface Deadline {
  readonly regime: Regime;
  readonly startsAt: number;
  readonly due: number;
}

export interface Regime {
  readonly uid: string;
  /** What has to be done, in words. */
  readonly duty: string;
  readonly withinMs: number;
  /** Where it is written. */
  readonly source: string;
}

export const REGIMES: readonly Regime[] = [
  {
    uid: 'gdpr',
    duty: 'GDPR Art. 33: tell the supervisory authority',
    withinMs: 72 * HOUR_MS,
    source: 'https://eur-lex.europa.eu/eli/reg/2016/679/oj',
  },
  {
    uid: 'nis2',
    duty: 'NIS 2 Art. 23: early warning to the CSIRT or authority',
    withinMs: 24 * HOUR_MS,
    source: 'https://eur-lex.europa.eu/eli/dir/2022/2555/oj',
  },
  {
    uid: 'nis2',
    duty: 'NIS 2 Art. 23: incident notification; the final report at most a month after it',
    withinMs: 72 * HOUR_MS,
    source: 'https://eur-lex.europa.eu/eli/dir/2022/2555/oj',
  },
  {
    uid: 'hipaa',
    duty: 'HIPAA 45 CFR 164.404: tell the individuals at the latest',
    withinMs: 60 * DAY_MS,
    source: 'https://www.ecfr.gov/current/title-45/section-164.404',
  },
  {
    uid: 'nydfs',
    duty: '23 NYCRR 500.17: tell the superintendent',
    withinMs: 72 * HOUR_MS,
    source: 'https://www.dfs.ny.gov/industry_guidance/cybersecurity',
  },
];

/** `contract=24h`, `customers=30d`: a duty of one's own. */
const OWN = /^([\p{L}\p{N} ._-]{1,40})=([1-9]\d{0,3})([hd])$/u;

/** All duties of a known regime, or the one of that form; none for what is neither. */
export function regimesOf(text: string): readonly Regime[] {
  const own = OWN.exec(text);
  if (own === null) return REGIMES.filter(({ uid }) => uid === text.toLowerCase());
  const [, name = '', amount, unit] = own;
  return [
    {
      uid: name,
      duty: `${name}: notify as agreed`,
      withinMs: Number(amount) * (unit === 'd' ? DAY_MS : HOUR_MS),
      source: 'given with --regime',
    },
  ];
}

/** All deadlines run from the first time that somebody said the company knows. */
export function clockOf(
  firstAlert: number | null,
  starts: readonly Start[],
  regimes: readonly Regime[],
): Clock {
  const [first] = starts.toSorted((a, b) => a.at - b.at);
  return {
    firstAlert,
    starts: starts.toSorted((a, b) => a.at - b.at),
    deadlines:
      first === undefined
        ? []
        : regimes
            .map((regime) => ({ regime, startsAt: first.at, due: first.at + regime.withinMs }))
            .sort((a, b) => a.due - b.due),
  };
}
