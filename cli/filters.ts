import type { StoredFinding } from '../functions/ports/findings.ts';
import { SEVERITIES } from '../shared/finding.ts';
import { STATUSES } from '../shared/triage.ts';
import { UserError } from './errors.ts';
import { type FindingQuery, queryFindings, usualSpan } from './query.ts';
import type { Source } from './source.ts';
import type { TargetOptions } from './target.ts';
import { timeOf } from './times.ts';
import { vendorUid } from './vendor-called.ts';

/** Filters of `findings`, `export` and `tail`. */
export interface FilterOptions extends TargetOptions {
  readonly since?: string;
  readonly until?: string;
  readonly severity?: string;
  readonly vendor?: string;
  readonly actor?: string;
  readonly status?: string;
  readonly detector?: string;
}

export type Filter = Omit<FindingQuery, 'limit' | 'after'>;

export function filterOf(options: FilterOptions, source: Pick<Source, 'isLive' | 'fromMs'>): Filter {
  const { since, until, severity = 'informational', vendor, actor, detector } = options;
  const status = options.status?.toLowerCase();
  const nowMs = Date.now();
  const least = SEVERITIES.find((one) => one === severity.toLowerCase());
  if (least === undefined)
    throw new UserError(`There is no severity "${severity}": choose ${SEVERITIES.join(', ')}.`);
  if (status !== undefined && ![...STATUSES, 'reopened'].includes(status))
    throw new UserError(`There is no status "${options.status}": choose ${STATUSES.join(', ')} or reopened.`);
  const span = usualSpan(source, until === undefined ? undefined : timeOf(until, '--until', nowMs, true));
  const { toMs } = span;
  const fromMs = since === undefined ? span.fromMs : timeOf(since, '--since', nowMs);
  if (fromMs > toMs) throw new UserError(`--since ${since} is after --until ${until ?? 'now'}: swap them.`);
  return {
    fromMs,
    toMs,
    least,
    ...(vendor === undefined ? {} : { vendor: vendorUid(vendor) }),
    ...(actor === undefined ? {} : { actor }),
    ...(status === undefined ? {} : { status }),
    ...(detector === undefined ? {} : { detector }),
  };
}

const EXPORT_PAGE = 200;

/** Every finding of a filter, newest first, a page at a time: none is held longer than it takes to write it. */
export async function* allFindings(
  source: Pick<Source, 'reader'>,
  filter: Filter,
): AsyncGenerator<StoredFinding> {
  let after: FindingQuery['after'];
  do {
    const page = await queryFindings(source.reader, {
      ...filter,
      limit: EXPORT_PAGE,
      ...(after && { after }),
    });
    yield* page.found;
    after = page.next;
  } while (after !== undefined);
}
