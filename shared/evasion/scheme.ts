import { assess, JUDGING, type Judging, markOf } from '../assess.ts';
import { sizeOfDay } from '../page-line.ts';
import { NOT_LOUD } from '../profile/day.ts';
import type { Mark } from '../profile/profile.ts';
import type { Subject } from '../profile/subject.ts';
import { pageLineOf, type Settings } from '../settings.ts';

/** A way of judging a day: what later days remember of it, and how gravely somebody is told; 0 where nobody is. */
export type Scheme = (subject: Subject) => { readonly mark: Mark; readonly told: number };

export const LINES = ['page', 'review'] as const;
export type Line = (typeof LINES)[number];

/** Outflow itself: told is what pages, or what enters the review queue, where what pages is graver. */
export function outflowAt(line: Line, settings: Settings, judging: Judging = JUDGING): Scheme {
  return (subject) => {
    const assessment = assess(subject, judging);
    const mark = markOf(assessment, subject, settings);
    const isPaged = assessment.score >= pageLineOf(settings, subject.type, sizeOfDay(subject, settings));
    return { mark, told: Number(isPaged) + Number(line === 'review' && mark.recorded) };
  };
}

/** A scheme that is one number a day, and remembers nothing: the more of these lines it reaches, the graver. */
export function numberAt(lines: readonly number[], scoreOf: (subject: Subject) => number): Scheme {
  const mark = { recorded: false, flagged: false, loud: NOT_LOUD };
  return (subject) => {
    const score = scoreOf(subject);
    return { mark, told: lines.filter((line) => score >= line).length };
  };
}
