import type { Finding } from '../../shared/finding.ts';
import { elsewhere } from '../../shared/page/also.ts';
import { relatedSpan } from '../../shared/related.ts';
import type { AlertPorts } from './ports.ts';

/** The newest of two weeks. An organisation with more of them has other worries. */
const MOST_READ = 300;

/** What a page says of the person’s other accounts. No page fails for it: without it, it says nothing of them. */
export async function foundElsewhere(
  finding: Finding,
  { findings, warn }: Pick<AlertPorts, 'findings' | 'warn'>,
): Promise<readonly Finding[]> {
  if (finding.actor.email === '') return [];
  try {
    const near = await findings.recent(relatedSpan(finding), MOST_READ);
    return elsewhere(
      finding,
      near.map((stored) => stored.finding),
    );
  } catch (error) {
    warn?.(`The page of ${finding.id} leaves without what was found of the person elsewhere.`, error);
    return [];
  }
}
