import type { RuleText } from '../../shared/sigma/rule.ts';
import { dayOf, dayText } from '../../shared/time.ts';
import { grouped, plural } from '../../shared/words.ts';
import { sizeOf } from '../input/open.ts';
import { readLog } from '../read-log.ts';
import { table } from '../render/table.ts';
import { loadRuleSet } from '../rules/folder.ts';
import { vendorOf } from './coverage.ts';

export interface TryOptions {
  readonly vendor?: string;
  readonly rules?: string;
  readonly json?: boolean;
}

interface Met {
  readonly rule: RuleText;
  readonly events: number;
  readonly actors: number;
  /** Epoch milliseconds. */
  readonly first: number;
  readonly last: number;
}

/** How often each rule is met: what its owner wants to know before it may page. */
export async function tryRules(files: readonly string[], options: TryOptions): Promise<void> {
  const rules = await loadRuleSet(options.rules);
  const vendor = options.vendor === undefined ? {} : { vendor: vendorOf(options.vendor) };
  for (const file of files) await sizeOf(file);
  const tallies = new Map<string, { events: number; actors: Set<string>; first: number; last: number }>();
  let events = 0;
  for (const file of files)
    for await (const { activities } of readLog(file, { hashKey: NO_KEY, rules, ...vendor }))
      for (const { hits = [], actor, time } of activities) {
        events++;
        for (const uid of hits) {
          const tally = tallies.get(uid) ?? { events: 0, actors: new Set(), first: time, last: time };
          tally.events++;
          if (tally.actors.size < MAX_ACTORS) tally.actors.add(actor.uid);
          tally.first = Math.min(tally.first, time);
          tally.last = Math.max(tally.last, time);
          tallies.set(uid, tally);
        }
      }
  const met = [...tallies].flatMap(([uid, tally]): Met[] => {
    const rule = rules.find(uid);
    return rule === undefined ? [] : [{ rule, ...tally, actors: tally.actors.size }];
  });
  met.sort((a, b) => b.events - a.events || (a.rule.uid < b.rule.uid ? -1 : 1));
  console.log(
    options.json ? JSON.stringify({ events, met: met.map(asJson) }, null, 2) : lines(events, met).join('\n'),
  );
}

/** Nothing that is counted here leaves the machine or is stored. */
const NO_KEY = new Uint8Array(32);
/** Enough to see that a rule is met by nearly everybody. */
const MAX_ACTORS = 10_000;

function asJson({ rule: { uid, title, vendor, level, stage }, ...counts }: Met) {
  const { first, last } = counts;
  return {
    uid,
    title,
    vendor,
    level,
    stage,
    ...counts,
    first: new Date(first).toISOString(),
    last: new Date(last).toISOString(),
  };
}

function lines(events: number, met: readonly Met[]): string[] {
  const read = `${plural(events, 'event')} read`;
  if (met.length === 0) return [`${read}; none meets a rule.`];
  return [
    ...table([
      ['EVENTS', 'ACTORS', 'FIRST', 'LAST', 'LEVEL', 'STAGE', 'TITLE'],
      ...met.map(({ rule, ...one }) => [
        grouped(one.events),
        grouped(one.actors),
        dayText(dayOf(one.first)),
        dayText(dayOf(one.last)),
        rule.level,
        rule.stage,
        rule.title,
      ]),
    ]),
    '',
    `${read}; ${plural(met.length, 'rule')} met.`,
  ];
}
