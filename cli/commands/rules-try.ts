import type { RuleText, SigmaRule } from '../../shared/sigma/rule.ts';
import { ruleOfHit } from '../../shared/sigma/rule-set.ts';
import { dateText } from '../../shared/time.ts';
import { grouped, plural } from '../../shared/words.ts';
import { UserError } from '../errors.ts';
import { fewNamed, nothingRead, unusedFile } from '../history/read-history.ts';
import { createReasons } from '../history/reasons.ts';
import { filesIn } from '../input/files.ts';
import { sizeOf } from '../input/open.ts';
import { readLog } from '../read-log.ts';
import { table } from '../render/table.ts';
import { loadOwnRules, withShipped } from '../rules/folder.ts';
import { whoseLogs } from '../whose-logs.ts';

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
export async function tryRules(paths: readonly string[], options: TryOptions): Promise<void> {
  const files = await filesIn(paths);
  const own = await loadOwnRules(options.rules);
  const rules = withShipped(own);
  const whose = await whoseLogs(options.vendor === undefined ? {} : { vendor: options.vendor });
  for (const file of files) await sizeOf(file);
  const tallies = new Map<string, { events: number; actors: Set<string>; first: number; last: number }>();
  const vendors = new Set<string>();
  const unused: string[] = [];
  let events = 0;
  for (const file of files) {
    const before = events;
    const reasons = createReasons();
    for await (const read of readLog(file, { hashKey: NO_KEY, rules, ...whose })) {
      reasons.add(read);
      for (const { vendor, hits = [], actor, time } of read.activities) {
        events++;
        vendors.add(vendor);
        for (const uid of hits.map(ruleOfHit)) {
          const tally = tallies.get(uid) ?? { events: 0, actors: new Set(), first: time, last: time };
          tally.events++;
          if (tally.actors.size < MAX_ACTORS) tally.actors.add(actor.uid);
          tally.first = Math.min(tally.first, time);
          tally.last = Math.max(tally.last, time);
          tallies.set(uid, tally);
        }
      }
    }
    if (events === before) unused.push(unusedFile(file, reasons.mostly()));
  }
  if (events === 0) throw new UserError(nothingRead(unused, whose));
  const met = [...tallies].flatMap(([uid, tally]): Met[] => {
    const rule = rules.find(uid);
    return rule === undefined ? [] : [{ rule, ...tally, actors: tally.actors.size }];
  });
  met.sort((a, b) => b.events - a.events || (a.rule.uid < b.rule.uid ? -1 : 1));
  const never = rules.rules.filter(
    ({ uid, vendor, stage }) => stage !== 'off' && vendors.has(vendor) && !tallies.has(uid),
  );
  for (const file of fewNamed(unused)) console.error(`Nothing of ${file} could be used.`);
  console.log(
    options.json
      ? JSON.stringify({ events, met: met.map(asJson), never: never.map(told) }, null, 2)
      : lines(events, met, { never, own }).join('\n'),
  );
}

/** Nothing that is counted here leaves the machine or is stored. */
const NO_KEY = new Uint8Array(32);
/** Enough to see that a rule is met by nearly everybody. */
const MAX_ACTORS = 10_000;

function told({ uid, title, vendor, level, stage }: RuleText) {
  return { uid, title, vendor, level, stage };
}

function asJson({ rule, ...counts }: Met) {
  const { first, last } = counts;
  return {
    ...told(rule),
    ...counts,
    first: new Date(first).toISOString(),
    last: new Date(last).toISOString(),
  };
}

interface Unmet {
  readonly never: readonly SigmaRule[];
  readonly own: readonly SigmaRule[];
}

function lines(events: number, met: readonly Met[], unmet: Unmet): string[] {
  const read = `${plural(events, 'event')} read`;
  if (met.length === 0) return [`${read}; none meets a rule.`, ...neverLines(unmet)];
  return [
    ...table([
      ['EVENTS', 'ACTORS', 'FIRST', 'LAST', 'LEVEL', 'STAGE', 'TITLE'],
      ...met.map(({ rule, ...one }) => [
        grouped(one.events),
        grouped(one.actors),
        dateText(one.first),
        dateText(one.last),
        rule.level,
        rule.stage,
        rule.title,
      ]),
    ]),
    '',
    `${read}; ${plural(met.length, 'rule')} met.`,
    ...neverLines(unmet),
  ];
}

const MAX_NAMED = 20;

/** One's own by name: a field that is misspelled is met by nothing, and looks like a quiet rule. */
function neverLines({ never, own }: Unmet): string[] {
  if (never.length === 0) return [];
  const mine = never.filter((rule) => own.includes(rule));
  return [
    `${plural(never.length, 'rule')} of the same vendors never${mine.length === 0 ? '.' : `, ${grouped(mine.length)} of them yours: see that their fields are those of the events.`}`,
    ...mine.slice(0, MAX_NAMED).map(({ title, stage }) => `  never met: ${title} (${stage})`),
    ...(mine.length > MAX_NAMED ? [`  and ${grouped(mine.length - MAX_NAMED)} more`] : []),
  ];
}
