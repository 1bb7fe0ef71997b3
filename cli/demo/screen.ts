import { styleText } from 'node:util';
import type { Notification } from '../../infra/local/subscription.ts';
import { type Finding, shortId } from '../../shared/finding.ts';
import type { Incident } from '../../shared/incident.ts';
import { plural } from '../../shared/words.ts';
import { COLUMNS } from '../render/columns.ts';
import { whyLines } from '../render/finding-lines.ts';
import { takenLines } from '../render/taken-lines.ts';

export interface DemoResult {
  readonly events: number;
  readonly page: Notification;
  readonly earlierPages: readonly Notification[];
  readonly furtherPages: readonly Notification[];
  readonly paged: Finding;
  readonly incident: Incident;
  readonly findings: readonly Finding[];
  /** Records in quarantine. */
  readonly setAside: number;
}

const SIGNALS_SHOWN = 1;

/** The last block of the demo: at most 60 lines of 100 columns. */
export function screen({
  events,
  page,
  earlierPages,
  furtherPages,
  paged,
  incident,
  findings,
  setAside,
}: DemoResult): string[] {
  const id = shortId(paged.id);
  const findingIn = ({ subject = '' }: Notification) =>
    incident.findings.find((one) => subject.includes(shortId(one.id)));
  const before = earlierPages.filter(findingIn);
  const ofTheSame = Map.groupBy(furtherPages.filter(findingIn), findingIn);
  const others = [...earlierPages, ...furtherPages].filter((one) => findingIn(one) === undefined).length;
  const forReview = findings.filter(({ severity }) => severity === 'informational').length;
  return [
    heading('The page, as a subscriber of the alerts topic received it'),
    `Subject: ${page.subject ?? ''}`,
    ...page.message.split('\n'),
    heading("By the end of the day, with Mixpanel's log, which came hours later as a file"),
    ...whyLines(paged, SIGNALS_SHOWN),
    ...takenLines(incident, { datasets: 1, blindSpots: 2, linesPerBlindSpot: 1 }),
    ...before.map((one) => `First ${withoutAlarm(one)}`),
    // Of each account what was told last.
    ...[...ofTheSame.values()].flatMap((all) => all.slice(-1).map((last) => `Then  ${withoutAlarm(last)}`)),
    `${plural(events, 'event')} in all, ${plural(others, 'page')} about anybody else, ${plural(forReview, 'finding')} for review, ${plural(setAside, 'record')} set aside.`,
    // The page itself says how its finding is shown.
    `Next  npx outflow report ${id} --from demo --format html --out report.html`,
    '      npx outflow findings --from demo',
  ];
}

function withoutAlarm({ subject = '' }: Notification): string {
  return subject.replace(/^ALARM: /, '');
}

function heading(text: string): string {
  return styleText('bold', `-- ${text} `.padEnd(COLUMNS, '-'), { stream: process.stdout });
}
