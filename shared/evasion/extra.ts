import type { Hours } from '../profile/active.ts';
import { eachFacet, type Facet, type Hour } from '../profile/hour.ts';
import { FULL, NOTHING_TOUCHED, type Touched } from '../profile/resources.ts';
import { usualHoursOn, type Ways } from './life.ts';

/**
 * How an attacker takes his share of a day in the owner's context. `grown`: the owner's own exports and reads get
 * larger; `spread`: over the usual hours, one more operation in each where there is none; `pieces`: over the usual
 * hours in small ones. Where one operation takes one record, in as many as that, whatever the shape.
 */
export const SHAPES = ['grown', 'spread', 'pieces'] as const;
export type Shape = (typeof SHAPES)[number];

const PIECES_PER_HOUR = 4;
/** Of a day without any operation of the owner's. */
const HOURS_WITHOUT_WORK = 2;

/** The owner's day with so many records more: usual network, client, dataset and hours, so that amounts alone can tell. */
export function withExtra(ordinary: Hours, day: number, records: number, shape: Shape, ways: Ways): Hours {
  if (records <= 0) return ordinary;
  const hours = hoursFor(ordinary, day, shape, ways);
  const next = new Map(ordinary);
  for (const [at, hour] of hours.entries()) {
    // Whole records, none lost in the division.
    const share = Math.floor((records * (at + 1)) / hours.length) - Math.floor((records * at) / hours.length);
    if (share > 0) next.set(hour, add(ordinary.get(hour) ?? idleHour(ways), share, shape, ways));
  }
  return next;
}

function hoursFor(ordinary: Hours, day: number, shape: Shape, ways: Ways): number[] {
  const usual = usualHoursOn(ways, day).map((hour) => day * 24 + hour);
  const own = [...ordinary].filter(([, hour]) => carries(hour)).map(([hour]) => hour);
  if (shape !== 'grown') return [...new Set([...own, ...usual])].sort((a, b) => a - b);
  if (own.length > 0) return own;
  // Not neighbours: two hours in a row are one window.
  const apart = [usual[0], usual.at(-1)].filter((hour) => hour !== undefined);
  return apart.length > 0 ? [...new Set(apart)].slice(0, HOURS_WITHOUT_WORK) : [day * 24 + 12];
}

const carries = ({ exports, reads }: Hour) => exports + reads > 0;

function add(hour: Hour, records: number, shape: Shape, ways: Ways): Hour {
  const before = hour.exports + hour.reads;
  const few = shape === 'pieces' ? PIECES_PER_HOUR : before === 0 ? 1 : 0;
  const further = ways.singly ? records : few;
  // What is there already grows alike; new ones share the rest among themselves.
  const size = Math.ceil(further > 0 ? records / further : (hour.records + records) / before);
  const { facets, carried } = through(hour, records, ways);
  return {
    ...hour,
    exports: hour.exports + (ways.exports ? further : 0),
    reads: hour.reads + (ways.exports ? 0 : further),
    records: hour.records + records,
    largest: Math.max(hour.largest, size),
    facets,
    carried,
    resources: touching(hour.resources, records, ways),
  };
}

/** What the hour's ways carried, with the usual ones carrying so much more. */
function through(hour: Hour, records: number, ways: Ways): Pick<Hour, 'facets' | 'carried'> {
  const amounts = eachFacet((facet): [string, number][] => {
    const usual = ways.facets[facet];
    const own = new Map(hour.facets[facet].map((value, at) => [value, hour.carried[facet][at] ?? 0]));
    if (usual !== undefined) own.set(usual, (own.get(usual) ?? 0) + records);
    return [...own].sort(([a], [b]) => (a < b ? -1 : 1));
  });
  const all = <T>(of: (one: [string, number]) => T) => eachFacet((facet: Facet) => amounts[facet].map(of));
  return { facets: all(([value]) => value), carried: all(([, amount]) => amount) };
}

function touching(touched: Touched, records: number, { dataset }: Ways): Touched {
  if (dataset === undefined) return touched;
  const heavy = new Map(touched.heavy);
  heavy.set(dataset, (heavy.get(dataset) ?? 0) + records);
  return { ...touched, heavy: [...heavy].sort(([a, left], [b, right]) => right - left || a - b) };
}

function idleHour({ type }: Ways): Hour {
  return {
    exports: 0,
    reads: 0,
    unsized: 0,
    outside: 0,
    records: 0,
    bytes: 0,
    largest: 0,
    spans: false,
    type,
    facets: eachFacet(() => []),
    carried: eachFacet(() => []),
    resources: { ...NOTHING_TOUCHED, through: FULL },
    steps: [],
    hits: [],
    hosting: [],
    granted: [],
    refused: [],
    attempts: { failed: 0, succeeded: 0, entered: [], signedIn: [] },
  };
}
