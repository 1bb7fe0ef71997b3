import { DETECTOR_NAMES, KNOWN_DETECTORS } from '../../shared/detectors/index.ts';
import { UserError } from '../errors.ts';
import { type DetectorFacts, detectorLines, detectorsDocument, judgedBy } from '../render/detectors.ts';
import { table } from '../render/table.ts';
import { didYouMean } from '../vendor-called.ts';

export interface DetectorsOptions {
  readonly json?: boolean;
  readonly markdown?: boolean;
}

/** What Outflow looks for; of detectors that are named also what to check when one of them speaks. */
export function showDetectors(names: readonly string[], { json, markdown }: DetectorsOptions): void {
  if (json && markdown) throw new UserError('Give --json or --markdown, not both.');
  const detectors = names.length === 0 ? KNOWN_DETECTORS : names.map(detectorCalled);
  if (json) console.log(JSON.stringify(detectors.map(asJson), null, 2));
  else if (markdown) process.stdout.write(detectorsDocument(detectors));
  else if (names.length > 0) console.log(detectors.map((one) => detectorLines(one).join('\n')).join('\n\n'));
  else console.log(listLines(detectors).join('\n'));
}

function listLines(detectors: readonly DetectorFacts[]): string[] {
  return [
    ...table([
      ['NAME', 'ATT&CK', 'JUDGES', 'TITLE'],
      ...detectors.map((one) => [one.uid, one.technique.uid, judgedBy(one), one.title]),
    ]),
    '',
    `What one of them finds and what to check then: npx outflow detectors ${DETECTOR_NAMES[0]}`,
  ];
}

function asJson(detector: DetectorFacts) {
  const { uid, title, finds, technique, family, tripwire, runbook } = detector;
  return { uid, title, judges: judgedBy(detector), finds, technique, family, tripwire, runbook };
}

function detectorCalled(name: string): DetectorFacts {
  const found = KNOWN_DETECTORS.find(({ uid, title }) => uid === name || title === name);
  if (found) return found;
  throw new UserError(
    `There is no detector "${name}": npx outflow detectors lists them.${didYouMean(name, DETECTOR_NAMES)} Your own are in npx outflow rules list.`,
  );
}
