/**
 * Wrong designs for which the code has no seam: the text of one step, replaced as the file is loaded. `find` must
 * stand in the file exactly once, so a patch whose step has moved fails loudly instead of proving nothing.
 */
export interface Patch {
  /** Below the folder of the project. */
  readonly file: string;
  readonly find: string;
  readonly replace: string;
}

const IN_ADVANCE = 'shared/advance.ts';
const ASSIGNED = '    touchedHour(ledgers, hour, liveByHour.get(hour) ?? []),\n';
const SUMMARY = 'test/simulation/mutants/counters.ts';

const counted = (how: string): Patch => ({
  file: IN_ADVANCE,
  find: ASSIGNED,
  replace: `    (${imported(SUMMARY)}).${how}(touchedHour(ledgers, hour, liveByHour.get(hour) ?? []), profile, stored, live),\n`,
});

/** Without touching the file's own imports. */
function imported(file: string): string {
  return `globalThis.process.getBuiltinModule('node:module').createRequire(import.meta.url)('../${file}')`;
}

const LEDGERS_FIRST = `  if (!(await writeLedgers(store, arrival, next, items, memory))) return 'lost';
  const version = await writeProfile(store, arrival.entity, next, profile, stored, memory);
  if (version === 'lost') return 'lost';
`;
const PROFILE_FIRST = `  const version = await writeProfile(store, arrival.entity, next, profile, stored, memory);
  if (version === 'lost') return 'lost';
  if (!(await writeLedgers(store, arrival, next, items, memory))) return 'lost';
`;
const WRITTEN = "  if (!(await store.write(item, version))) return 'lost';\n";
const REMOVED =
  '  if (stored?.base !== undefined && stored.base !== base) await store.remove({ entity, part: stored.base });\n';
const inProfiles = (find: string, replace: string): Patch => ({
  file: 'functions/detect/profiles.ts',
  find,
  replace,
});

const inSubject = (find: string, replace: string): Patch => ({
  file: 'shared/profile/subject.ts',
  find,
  replace,
});

export const PATCHES: Readonly<Record<string, readonly Patch[]>> = {
  'counters are added to, whatever came before': [counted('addAll')],
  'counters are added to, guarded by a ring of ids': [counted('addUnlessInRing')],
  'marker, then counter': [counted('addUnmarked')],
  'counter, then marker': [counted('addUnmarked'), inProfiles(LEDGERS_FIRST, PROFILE_FIRST)],
  'a batch that brought nothing new is not projected': [
    inProfiles(
      'version, fromDay, ...rest };',
      'version, fromDay: next.changed.size === 0 ? undefined : fromDay, ...rest };',
    ),
  ],
  'verdicts are heard of days over the page line only': [
    inProfiles(
      'const recorded = recordedDays(unjudged.profile, Number.NEGATIVE_INFINITY);',
      'const recorded = [...unjudged.profile.open.marks].flatMap(([day, { flagged }]) => (flagged ? [day] : []));',
    ),
  ],
  'what was done and is asked for again does not reach the baseline': [
    {
      file: 'functions/triage/triage.ts',
      find: 'await tellBaseline(id, ports);\n      return acted;',
      replace: 'return acted;',
    },
  ],
  'a rebuild forgets what the archive does not hold yet': [
    {
      file: 'cli/rebuild/exchange.ts',
      find: 'else readings.push(reading);',
      replace: 'else dropped++;',
    },
  ],
  'what came of a feed is added to without being read again': [
    {
      file: 'functions/detect/feeds.ts',
      find: 'if (remembered !== undefined && enterFacts(remembered, facts) === remembered) return;',
      replace: 'if (remembered !== undefined) return;',
    },
  ],
  'what is remembered of a profile is not held against what is stored': [
    {
      file: 'functions/ports/remembered.ts',
      find: 'found !== undefined && Buffer.compare(found.bytes, item.bytes) === 0)',
      replace: 'found !== undefined)',
    },
  ],
  'days are evicted inside the horizon': [
    { file: 'shared/profile/profile.ts', find: 'OPEN_DAYS = 8;', replace: 'OPEN_DAYS = 4;' },
  ],
  'windows slide with the newest day': [
    inSubject(
      '= normalOf(past, day, type);',
      '= readNormal(past, day, type, Math.floor((open.newestTime ?? 0) / 86_400_000));',
    ),
    inSubject(
      'function readNormal(past: Base, day: number, type: ActorType): Normal {',
      'function readNormal(past: Base, day: number, type: ActorType, newest = day): Normal {',
    ),
    inSubject(
      'const isHistory = (age = 0) => age >= LAG_DAYS && age <= WINDOW_DAYS;',
      'const isHistory = (age = 0) => age >= LAG_DAYS - 4 - (newest - day) && age <= WINDOW_DAYS;',
    ),
  ],
  'the base is removed before the profile rests on the next one': [
    {
      file: 'functions/detect/write-profile.ts',
      find: `${WRITTEN}  memory.open.wrote(item, next.open);\n${REMOVED}`,
      replace: `${REMOVED}${WRITTEN}`,
    },
  ],
};
