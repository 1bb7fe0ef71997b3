import type { HoneyDataset } from '../honey.ts';
import { honeyIdOf, isHoneyHit } from '../honey-sighting.ts';
import type { Subject } from '../profile/subject.ts';
import { dateText } from '../time.ts';
import { plural } from '../words.ts';
import { type Detector, FREE_DECADES, type Signal } from './detector.ts';
import { TECHNIQUES } from './techniques.ts';

/** As much as a critical rule: the record is of nobody, so that no work leads to it. */
const DECADES = FREE_DECADES + 9;
const MAX_NAMED = 3;

export function honeyTouched(find: (id: string) => HoneyDataset | undefined): Detector {
  return {
    uid: 'honey',
    title: 'A honey record was touched',
    finds:
      'A record of a person who does not exist, planted by `npx outflow honey`, that was touched or has turned up where it was never put.',
    technique: TECHNIQUES.repositories,
    tripwire: true,
    runbook: [
      'Treat the dataset that is named as read: start from who could reach it since it was last verified there.',
      'In the vendor log, open the event, and find out how the record came into it: `npx outflow evidence` with the id of this finding reads it back.',
      'Ask the vendor who has read or exported the dataset, if your own log shows nobody: its staff and systems count.',
      'Likeliest harmless cause: an import, copy or clean-up of the whole dataset by yourselves.',
    ],
    entity: 'actor',
    assess: ({ hits }: Subject) => {
      const found = hits.flatMap((hit) => {
        const id = honeyIdOf(hit);
        const where = id === undefined ? undefined : find(id);
        return id === undefined || where === undefined ? [] : [{ id, where }];
      });
      if (found.length === 0) return [];
      const datasets = [...new Map(found.map(({ where }) => [where.code, where])).values()];
      const named = datasets.slice(0, MAX_NAMED).map(told);
      const more = datasets.length - named.length;
      return [
        {
          decades: DECADES,
          observed: `${named.join('; ')}${more > 0 ? `; and ${plural(more, 'more dataset')}` : ''}`,
          expected: 'nobody: the people in these records do not exist',
          quietIf: 'no event that holds one of the records',
          facts: {
            records: found.map(({ id }) => id),
            datasets: datasets.map(({ vendor, dataset }) => `${vendor}: ${dataset}`),
            planted: datasets.map(({ plantedMs }) => dateText(plantedMs)),
            verified: datasets.map(({ verifiedMs }) =>
              verifiedMs === undefined ? 'never' : dateText(verifiedMs),
            ),
          },
          notable: true,
        },
      ];
    },
    quieted: (subject) => ({ ...subject, hits: subject.hits.filter((hit) => !isHoneyHit(hit)) }),
  };
}

/** Whether a day's own events touched one: the day after remembers it, and is no new theft. */
export function touchesHoney(signals: readonly Pick<Signal, 'detector' | 'facts'>[]): boolean {
  return signals.some(({ detector, facts }) => detector === 'honey' && facts['records'] !== undefined);
}

function told({ vendor, dataset, plantedMs, verifiedMs, retiredMs }: HoneyDataset): string {
  const verified =
    verifiedMs === undefined ? 'never verified since' : `last verified there ${dateText(verifiedMs)}`;
  const retired = retiredMs === undefined ? '' : `, retired ${dateText(retiredMs)}`;
  return `honey of ${dataset} at ${vendor}, planted ${dateText(plantedMs)}, ${verified}${retired}`;
}
