import { ACTOR_TYPES } from '../activity.ts';
import type { Attempts } from './attempts.ts';
import { eachFacet, FACETS, type Hour } from './hour.ts';
import type { Touched } from './resources.ts';
import { STEP_KINDS, type Step } from './steps.ts';

/** An hour of a profile as positional arrays: what is mostly zero stands last, and zeros at the end are left out. */
type TouchedTuple = [number[], number, [number, number][]];
type AttemptsTuple = [
  failed: number,
  succeeded: number,
  entered: string[],
  signedIn?: string[],
  tried?: [number[], number],
];
export type HourTuple = [
  at: number,
  counts: number[],
  spans: 0 | 1,
  type: number,
  values: number[][],
  carried: number[][],
  resources: TouchedTuple,
  rest?: [
    steps: StepTuple[],
    hits: string[],
    hosting: number,
    attempts: AttemptsTuple,
    granted?: number[],
    refused?: number[],
  ],
];

export type StepTuple = [kind: number, byOther: 0 | 1, hour: number];

/** In the order in which they are stored. The seventh of older profiles is one that nothing asked for. */
const COUNTS = ['records', 'exports', 'reads', 'largest', 'bytes', 'unsized', undefined, 'outside'] as const;

/** `index`: of facet values, in the table that the profile has of them. */
export function encodeHour(at: number, hour: Hour, index: ReadonlyMap<string, number>): HourTuple {
  const { steps, hits, hosting, attempts, resources } = hour;
  const [granted, refused] = [withoutZeros(hour.granted), withoutZeros(hour.refused)];
  const tuple: HourTuple = [
    at,
    withoutZeros(COUNTS.map((name) => (name === undefined ? 0 : hour[name]))),
    hour.spans ? 1 : 0,
    ACTOR_TYPES.indexOf(hour.type),
    FACETS.map((facet) => hour.facets[facet].map((value) => index.get(value) ?? 0)),
    FACETS.map((facet) => withoutZeros(hour.carried[facet])),
    encodeTouched(resources),
  ];
  const rest =
    steps.length + hits.length + hosting.length + granted.length + refused.length > 0 ||
    attempts.failed + attempts.succeeded > 0;
  if (rest) {
    const told: NonNullable<HourTuple[7]> = [
      steps.map((step) => encodeStep(step, at)),
      [...hits],
      encodeHosting(hour),
      encodeAttempts(attempts),
    ];
    if (granted.length + refused.length > 0) told.push(granted);
    if (refused.length > 0) told.push(refused);
    tuple.push(told);
  }
  return tuple;
}

function encodeAttempts({ failed, succeeded, entered, signedIn, tried }: Attempts): AttemptsTuple {
  const tuple: AttemptsTuple = [failed, succeeded, [...entered]];
  if (failed + succeeded > 0) tuple.push([...signedIn]);
  if (tried !== undefined) tuple.push([[...tried.sample], tried.through]);
  return tuple;
}

/** A bit for each of its networks. */
function encodeHosting({ hosting, facets }: Hour): number {
  return facets.network.reduce((bits, value, i) => bits | (hosting.includes(value) ? 1 << i : 0), 0);
}

const NO_REST: NonNullable<HourTuple[7]> = [[], [], 0, [0, 0, []]];

export function decodeHour(tuple: HourTuple, values: readonly string[]): Hour {
  const [at, counts, spans, type, indexes, carried, resources, rest] = tuple;
  const [
    steps,
    hits,
    hosting,
    [failed, succeeded, entered, signedIn = [], tried],
    granted = [],
    refused = [],
  ] = rest ?? NO_REST;
  const facets = eachFacet((_, at) => (indexes[at] ?? []).map((index) => values[index] ?? ''));
  const [records = 0, exports = 0, reads = 0, largest = 0, byteCount = 0, unsized = 0, , outside = 0] =
    counts;
  return {
    records,
    exports,
    reads,
    largest,
    bytes: byteCount,
    unsized,
    outside,
    spans: spans === 1,
    type: ACTOR_TYPES[type] ?? 'unknown',
    facets,
    carried: eachFacet((facet, at) => facets[facet].map((_, i) => carried[at]?.[i] ?? 0)),
    resources: decodeTouched(resources),
    granted: facets.network.map((_, i) => granted[i] ?? 0),
    refused: facets.network.map((_, i) => refused[i] ?? 0),
    steps: steps.map((step) => decodeStep(step, at)),
    hits,
    hosting: facets.network.filter((_, i) => ((hosting >> i) & 1) === 1),
    attempts: {
      failed,
      succeeded,
      entered,
      ...(tried === undefined ? {} : { tried: { sample: tried[0], through: tried[1] } }),
      signedIn,
    },
  };
}

function encodeTouched({ sample, through, heavy }: Touched): TouchedTuple {
  return [[...sample], through, heavy.map(([hash, amount]) => [hash, amount])];
}

function decodeTouched([sample, through, heavy]: TouchedTuple): Touched {
  return { sample, through, heavy };
}

export function encodeStep({ kind, byOther, hour }: Step, from: number): StepTuple {
  return [STEP_KINDS.indexOf(kind), byOther ? 1 : 0, hour - from];
}

export function decodeStep([kind, byOther, offset]: StepTuple, from: number): Step {
  return { kind: STEP_KINDS[kind] ?? 'credential', byOther: byOther === 1, hour: from + offset };
}

/** Zeros at the end say nothing. */
export function withoutZeros(values: readonly number[]): number[] {
  return values.slice(0, values.findLastIndex((value) => value !== 0) + 1);
}
