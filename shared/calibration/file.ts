import { DETECTORS } from '../detectors/index.ts';
import { ruleMatch } from '../detectors/rule-match.ts';
import { OWN_UID } from '../own/detector.ts';
import type { Tail, Tails } from '../population.ts';
import {
  changed,
  DEFAULT_SETTINGS,
  type Settings,
  type SettingsChange,
  type Thresholds,
} from '../settings.ts';
import { DEFAULT_TAILS } from '../tails.ts';
import { fields, listOf, type Problem, type Shape, table, word } from '../vendors/mapping-shape.ts';
import type { Json, JsonObject } from '../vendors/vendor.ts';

/** What `npx outflow calibrate` writes and others read; what is left out is as shipped. */
export interface CalibrationFile {
  readonly thresholds?: SettingsChange;
  readonly tails?: Partial<Tails>;
  /** On what it rests, for people. */
  readonly about?: JsonObject;
}

export interface Calibration {
  readonly settings: Settings;
  readonly tails: Tails;
}

export const SHIPPED: Calibration = { settings: DEFAULT_SETTINGS, tails: DEFAULT_TAILS };

export type ReadCalibration =
  | ({ readonly kind: 'calibration' } & Calibration)
  | { readonly kind: 'invalid'; readonly problems: readonly Problem[] };

/** Checks every field; thresholds have to rise from review to critical, and tails with the raw decades. */
export function readCalibration(value: Json): ReadCalibration {
  const problems: Problem[] = [];
  const report = (problem: Problem): void => {
    if (problems.length < MAX_PROBLEMS) problems.push(problem);
  };
  FILE.check(value, '', report);
  if (problems.length > 0) return { kind: 'invalid', problems };
  // Every field that the type has was checked, and there are no others.
  const { thresholds = {}, tails = {} } = value as unknown as CalibrationFile;
  const settings = changed(DEFAULT_SETTINGS, thresholds);
  reportOrder(settings, 'thresholds', report);
  reportOrder(settings.service, 'thresholds.service', report);
  for (const [actor, all] of Object.entries(tails))
    for (const [detector, tail] of Object.entries(all))
      reportFall(tail, `tails.${actor}.${detector}`, report);
  return problems.length > 0
    ? { kind: 'invalid', problems }
    : { kind: 'calibration', settings, tails: { ...DEFAULT_TAILS, ...tails } };
}

const MAX_PROBLEMS = 20;
const MAX_POINTS = 40;

function amount(minimum: number, maximum: number): Shape {
  return {
    schema: { type: 'number', minimum, maximum },
    check(value, path, report) {
      if (typeof value === 'number' && value >= minimum && value <= maximum) return;
      report({ path, reason: `${JSON.stringify(value)} is not a number from ${minimum} to ${maximum}` });
    },
  };
}

const decades = amount(0, 1000);
const lines = {
  reviewScore: decades,
  pageScore: decades,
  highScore: decades,
  criticalScore: decades,
};

const pair: Shape = {
  schema: { type: 'array', items: decades.schema, minItems: 2, maxItems: 2 },
  check(value, path, report) {
    if (!Array.isArray(value) || value.length !== 2)
      report({ path, reason: 'is not a pair of raw decades and what they are worth' });
    else for (const [index, item] of value.entries()) decades.check(item, `${path}[${index}]`, report);
  },
};

/** What a rule is worth is said by its author: it has no tail. */
const RULES = ruleMatch(() => undefined).uid;
const detector = word(
  'detector with a tail',
  DETECTORS.map(({ uid }) => uid).filter((uid) => uid !== RULES),
  OWN_UID,
);
const tail = fields({
  required: { points: listOf(pair, MAX_POINTS, 'points', 0), slope: amount(0.01, 100) },
});
const tailsOfClass = table(detector, tail, 100, 'tails by detector');

const anything: Shape = { schema: {}, check: () => {} };

const FILE = fields({
  optional: {
    thresholds: fields({
      optional: {
        ...lines,
        service: fields({ optional: lines }),
        largeExposureRecords: amount(1, Number.MAX_SAFE_INTEGER),
        largeExposurePageScore: decades,
        quietHeadStart: decades,
      },
    }),
    tails: fields({ optional: { person: tailsOfClass, service: tailsOfClass } }),
    about: anything,
  },
});

type Report = (problem: Problem) => void;

function reportOrder(thresholds: Thresholds, path: string, report: Report): void {
  const names = ['reviewScore', 'pageScore', 'highScore', 'criticalScore'] as const;
  for (const [index, name] of names.entries()) {
    const before = names[index - 1];
    if (before !== undefined && thresholds[name] < thresholds[before])
      report({
        path: `${path}.${name}`,
        reason: `${thresholds[name]} is below ${before}, ${thresholds[before]}; give it at least that`,
      });
  }
}

function reportFall({ points }: Tail, path: string, report: Report): void {
  for (const [index, [raw, worth]] of points.entries()) {
    const [rawBefore, worthBefore] = points[index - 1] ?? [0, 0];
    if (raw > rawBefore && worth >= worthBefore) continue;
    report({ path: `${path}.points[${index}]`, reason: 'does not rise; order the points by raw decades' });
  }
}
