import type { Surprise } from '../detectors/detector.ts';
import type { Exposure } from '../exposure.ts';
import type { Severity } from '../finding.ts';
import type { FeedDetector } from './detectors.ts';

/** One thing that is wrong with a feed: a finding of the day on which it began. */
export interface Matter {
  /** What the finding is about: each matter has a thread of its own, so that none hides behind another. */
  readonly matter: string;
  readonly detector: FeedDetector;
  readonly day: number;
  readonly severity: Severity;
  readonly surprise: Surprise;
  readonly firstTime: number;
  readonly lastTime: number;
  /** What the accounts took whose findings it speaks for; absent where it speaks for none. */
  readonly theirs?: Exposure;
  /** It has not ended. */
  readonly lasts?: true;
  /** The finding of this one tells it as well. */
  readonly under?: { readonly matter: string; readonly day: number };
}
