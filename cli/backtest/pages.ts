import { textOf } from '../../shared/detectors/index.ts';
import { type Finding, isPageWorthy, severityOf } from '../../shared/finding.ts';
import { worstFirst } from '../../shared/incident.ts';
import { decide } from '../../shared/page/paging.ts';
import { dismiss, tell } from '../../shared/page/thread.ts';
import type { Telling, Thread } from '../../shared/page/told.ts';
import type { Settings, Thresholds } from '../../shared/settings.ts';
import { sum } from '../../shared/statistics.ts';
import type { PageMoment } from '../history/moments.ts';
import type { Span } from '../history/read-history.ts';
import type { Judged } from '../shards/messages.ts';
import { type Causes, causesAmong } from './causes.ts';
import { crowdsAmong } from './crowds.ts';

export interface Page {
  readonly finding: Finding;
  readonly telling: Telling;
  /** When it would have gone out, of the first about a finding. */
  readonly moment?: PageMoment;
}

/**
 * What on-call would have received, by the rule that production follows; worst first. `isMuted`: whether a finding leaves
 * its page to another one.
 */
export function pagesOf(
  findings: readonly Finding[],
  isMuted: (finding: Finding) => boolean = () => false,
): Page[] {
  const threads = new Map<string, Thread>();
  const pages: Page[] = [];
  for (const finding of findings.toSorted((a, b) => a.lastTime - b.lastTime || (a.id < b.id ? -1 : 1))) {
    const thread = threads.get(finding.entity) ?? { entity: finding.entity, told: [] };
    const telling = decide(finding, thread);
    if (telling.kind === 'none') continue;
    if (telling.kind !== 'withdrawn' && isMuted(finding)) {
      threads.set(finding.entity, dismiss(thread, finding.id));
      continue;
    }
    threads.set(finding.entity, tell(thread, finding, telling, finding.lastTime));
    pages.push({ finding, telling });
  }
  return pages.sort((a, b) => worstFirst(a.finding, b.finding));
}

/** What logs were judged to hold. */
export type Found = Pick<Judged, 'findings' | 'causes'> &
  Partial<Pick<Judged, 'rates' | 'moments' | 'profiles'>>;

/** What one way of judging says of a history. */
export interface Verdict {
  readonly findings: readonly Finding[];
  readonly pages: readonly Page[];
  readonly causes: Causes;
  /** Findings that would page but for a cause that they share with others. */
  readonly muted: readonly Finding[];
}

/** What several accounts have taken up together, or did beside each other, is found beside what was found of each. */
export function verdictOf(found: Found, settings: Settings): Verdict {
  const causes = causesAmong(found.causes, found.findings, settings);
  const crowds = crowdsAmong(found, causes.told, settings);
  const findings = [...found.findings, ...causes.findings, ...crowds].sort(worstFirst);
  const muted = findings.filter((one) => isPageWorthy(one) && causes.behind(one) !== undefined);
  const ids = new Set(muted.map(({ id }) => id));
  const pages = pagesOf(findings, ({ id }) => ids.has(id)).map((page) => {
    const moment = page.telling.kind === 'opened' ? found.moments?.get(page.finding.id) : undefined;
    return moment === undefined ? page : { ...page, moment };
  });
  return { findings, causes, muted, pages };
}

/** Of the page line, in hundredths. */
export const LINES = [70, 85, 100, 125, 150] as const;

export interface LineCount {
  readonly percent: number;
  readonly pageScore: number;
  readonly servicePageScore: number;
  readonly pages: number;
  readonly pagesPerWeek: number;
}

/** What each page line would have paged: recorded findings, decided on again. */
export function linesOf({ findings, ...found }: Found, settings: Settings, weeks: number): LineCount[] {
  return LINES.map((percent) => {
    const moved = withPageLine(settings, percent / 100);
    const judged = findings.map((finding) => ({
      ...finding,
      severity: severityOf(finding, finding.exposure, moved, finding.actor.type),
    }));
    const pages = verdictOf({ ...found, findings: judged }, moved).pages.length;
    return {
      percent,
      pageScore: moved.pageScore,
      servicePageScore: moved.service.pageScore,
      pages,
      pagesPerWeek: pages / weeks,
    };
  });
}

export const LEARNING_WEEKS = 4;

/**
 * In the first weeks little can be called unusual: what on-call has to expect is told by those after them. Undefined of
 * logs that hardly reach beyond them.
 */
export function pagesPerWeekLater(
  pages: readonly { readonly finding: Pick<Finding, 'day'> }[],
  { first, weeks }: Pick<Span, 'first' | 'weeks'>,
): number | undefined {
  const left = weeks - LEARNING_WEEKS;
  if (left < 1) return undefined;
  return pages.filter(({ finding }) => finding.day >= first + 7 * LEARNING_WEEKS).length / left;
}

/** The page lines moved by a factor, that of large amounts with them; never below what is recorded at all. */
export function withPageLine(settings: Settings, factor: number): Settings {
  const at = (score: number) => Math.round(score * factor * 100) / 100;
  const moved = (thresholds: Thresholds): Thresholds => {
    const pageScore = Math.max(thresholds.reviewScore, at(thresholds.pageScore));
    return {
      ...thresholds,
      pageScore,
      highScore: Math.max(pageScore, thresholds.highScore),
      criticalScore: Math.max(pageScore, thresholds.criticalScore),
    };
  };
  return {
    ...settings,
    ...moved(settings),
    service: moved(settings.service),
    largeExposurePageScore: at(settings.largeExposurePageScore),
  };
}

export interface Reason {
  readonly detector: string;
  readonly title: string;
  /** Pages in which it says the most. */
  readonly pages: number;
  /** Of all that the pages' scores add up to; 0 to 1. */
  readonly share: number;
  /** Findings to which it adds anything. */
  readonly findings: number;
}

/** What the pages rest on, the largest share first; of findings where nothing paged. */
export function reasonsOf(pages: readonly Page[], findings: readonly Finding[]): Reason[] {
  const open = findings.filter(({ state }) => state === 'open');
  const paged = pages.filter(({ telling }) => telling.kind !== 'withdrawn').map(({ finding }) => finding);
  const weighed = paged.length > 0 ? paged : open;
  const total = sum(weighed.map(({ score }) => score));
  const detectors = new Map(
    open.flatMap(({ signals }) => signals.map((signal) => [signal.detector, textOf(signal)])),
  );
  const added = (finding: Finding, detector: string) =>
    sum(finding.signals.map((signal) => (signal.detector === detector ? signal.score : 0)));
  return [...detectors]
    .map(([detector, text]) => ({
      detector,
      title: text?.title ?? detector,
      pages: paged.filter(({ signals }) => signals[0]?.detector === detector).length,
      share: total === 0 ? 0 : sum(weighed.map((finding) => added(finding, detector))) / total,
      findings: open.filter((finding) => finding.signals.some((signal) => signal.detector === detector))
        .length,
    }))
    .sort((a, b) => b.share - a.share || b.findings - a.findings || (a.detector < b.detector ? -1 : 1));
}
