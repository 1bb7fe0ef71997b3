import type { Finding } from '../../shared/finding.ts';
import { elsewhere } from '../../shared/page/also.ts';
import { isOver, type Telling } from '../../shared/page/told.ts';
import { relatedSpan } from '../../shared/related.ts';
import type { Verdict } from '../../shared/triage.ts';
import { isKeptBack, type StoredFinding } from '../ports/findings.ts';
import type { AlertPorts } from './ports.ts';

/** The newest of two weeks that page, and the newest of all: many small ones must not push out the one that counts. */
const MOST_READ = 150;
/** A page is not to be late for a sentence, nor a storm of them to outlast the function. */
const PATIENCE_MS = 2_000;

/** What a page says of the person’s other accounts. No page fails or waits long for it: without it, it says nothing of them. */
export async function foundElsewhere(
  finding: Finding,
  telling: Telling,
  { findings, within, warn }: Pick<AlertPorts, 'findings' | 'within' | 'warn'>,
): Promise<readonly Finding[]> {
  if (isOver(telling) || finding.actor.email === '') return [];
  const span = relatedSpan(finding);
  try {
    const read = Promise.all([findings.recent(span, MOST_READ, 'medium'), findings.recent(span, MOST_READ)]);
    const near = await (within === undefined ? read : within(read, PATIENCE_MS));
    return elsewhere(
      finding,
      near
        .flat()
        .filter(isToldOf)
        .map((stored) => stored.finding),
    );
  } catch (error) {
    warn?.(`The page of ${finding.id} leaves without what was found of the person elsewhere.`, error);
    return [];
  }
}

/** Not what people keep from on-call or have found harmless; what a shared change tells for many accounts is hers all the same. */
function isToldOf(stored: StoredFinding): boolean {
  if (isKeptBack(stored)) return false;
  return stored.status !== 'closed' || !HARMLESS.has(stored.triage.closed?.verdict);
}

const HARMLESS: ReadonlySet<Verdict | undefined> = new Set(['benign', 'false positive', 'test'] as const);
