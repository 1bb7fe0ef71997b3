import type { DecodedText, DocumentOptions } from '../../shared/decode.ts';
import { sha256Hex } from '../../shared/hash.ts';
import { cleanText } from '../../shared/text.ts';
import type { Mapping } from '../../shared/vendors/mapping-format.ts';
import { OWN } from '../../shared/vendors/own.ts';
import { addresses } from '../addresses.ts';
import { UserError } from '../errors.ts';
import { createReasons, type Reasons } from '../history/reasons.ts';
import { filesIn } from '../input/files.ts';
import { STANDARD_INPUT, sizeOf, writtenTimeOf } from '../input/open.ts';
import { type LogRecord, recordsOf } from '../input/records.ts';
import { standardOutput } from '../output.ts';
import { adviceFor } from '../parse/advice.ts';
import { jsonView } from '../parse/json-view.ts';
import { shapeView } from '../parse/shape-view.ts';
import { summaryView } from '../parse/summary-view.ts';
import { tableView } from '../parse/table-view.ts';
import { undatedIn } from '../parse/undated.ts';
import type { Unmet } from '../parse/unmet.ts';
import type { View } from '../parse/view.ts';
import { decodeRecord } from '../read-log.ts';
import { othersThan, type WhoseLogs, type WhoseOptions, whoseLogs } from '../whose-logs.ts';

export interface ParseOptions extends WhoseOptions {
  readonly tenant: string;
  readonly json?: boolean;
  readonly summary?: boolean;
  readonly shape?: boolean;
}

/** Shows how Outflow reads logs of any size, record by record. */
export async function parse(paths: readonly string[], options: ParseOptions): Promise<void> {
  const files = await filesIn(paths);
  const view = viewOf(options);
  const decode = await decodeOptions(options);
  const mappings = options.shape ? [] : await mappingsOf(options);
  // A file that is not there should be said before an hour of output, not after it.
  for (const file of files) await sizeOf(file);
  const output = standardOutput();
  for (const line of view.start()) await output.line(line);
  let index = 0;
  try {
    for (const file of files) {
      const found: Found = { records: 0, read: 0, undated: 0, malformed: createReasons(), first: undefined };
      const written = await writtenTimeOf(file);
      for await (const record of recordsOf(file)) {
        // As on the stream, where a record arrives when it is read here: what is dated later is of the future.
        const arrival = Date.now();
        const times = { arrival, undatedTime: Math.min(written, arrival) };
        const read = view.readsValues ? NOTHING : decodeRecord(record, { ...decode, ...times });
        for (const mapping of mappings) mapping.add(read.activities);
        const decoded = located(read);
        const named = files.length > 1 ? nameOf(file) : undefined;
        for (const line of view.record(index, decoded, record, named)) await output.line(line);
        found.first ??= record;
        found.records++;
        found.read += decoded.activities.length + decoded.ignored.length;
        found.undated += undatedIn(decoded);
        found.malformed.add({ ignored: [], malformed: decoded.malformed });
        index++;
      }
      const hint = hintFor(file, found, options);
      if (hint !== undefined) console.error(hint);
      const greed = found.first && greedOf(found.first, decode);
      if (greed !== undefined) console.error(`${nameOf(file)}: ${greed}`);
    }
    for (const line of view.end(index)) await output.line(line);
    for (const line of mappings.flatMap((mapping) => mapping.lines())) console.error(line);
  } finally {
    // What was read before a file that cannot be.
    await output.end();
  }
}

/** Mappings that are named here, and those of `outflow-vendors/` whose place none of them takes. */
async function mappingsOf({ mapping = [] }: WhoseOptions): Promise<readonly Unmet[]> {
  const { outflowMappings: own = [] } = globalThis;
  if (mapping.length + own.length === 0) return [];
  const { readMappingFile } = await import('../load-mapping.ts');
  const { unmetOf } = await import('../parse/unmet.ts');
  const drafts = await Promise.all(mapping.map(readMappingFile));
  const others = own.filter(({ uid }) => drafts.every((draft) => draft['uid'] !== uid));
  // Each was held to the format when it was loaded.
  return [...drafts, ...others].map((one) => unmetOf(one as unknown as Mapping));
}

interface Found {
  records: number;
  /** Activities and what is ignored. */
  read: number;
  undated: number;
  readonly malformed: Reasons;
  first: LogRecord | undefined;
}

/** What to do about a file of which nothing can be read. */
function hintFor(file: string, found: Found, options: WhoseOptions): string | undefined {
  const { records, read, undated, malformed, first } = found;
  if (records === 0) return `${nameOf(file)} is empty: it has no record.`;
  const reason = malformed.mostly();
  if (undated > 0 && first?.kind === 'row' && first.undated !== undefined)
    return `${nameOf(file)}: its first row ${first.undated}.`;
  if (read > 0 || reason === undefined) return undefined;
  const advice = first && adviceFor(first);
  if (advice !== undefined) return `Nothing of ${nameOf(file)} can be read: ${advice}.`;
  return `Nothing of ${nameOf(file)} can be read (${reason}): ${remedyFor(options, first?.kind === 'row')}, or see its keys with --shape.`;
}

function remedyFor({ vendor, mapping = [] }: WhoseOptions, isTable: boolean): string {
  if (vendor !== undefined) return 'leave out --vendor, and the events tell whose they are';
  if (mapping.length > 0) return 'mend the mapping';
  const asJson = isTable ? 'take the log as JSON, by its API if its console writes none, or ' : '';
  return `${asJson}describe its vendor with --mapping`;
}

/** A mapping is asked first, and would hide a vendor whose events it recognises as well: seen by the first record. */
function greedOf(record: LogRecord, options: DocumentOptions & WhoseLogs): string | undefined {
  const { vendor } = options;
  const mapped = [...options.mapped, ...OWN];
  if (mapped.length === 0 || vendor !== undefined) return undefined;
  const { activities, ignored, malformed } = decodeRecord(record, options);
  const taking = [...activities, ...ignored, ...malformed].find((one) =>
    mapped.some(({ uid }) => uid === one.vendor),
  );
  const [other] = decodeRecord(record, { ...options, mapped: [], vendors: othersThan(mapped) }).activities;
  return taking === undefined || other === undefined
    ? undefined
    : `the mapping of ${taking.vendor} takes what is read as ${other.vendor} without it: name under recognises what no other vendor's events have.`;
}

/** As a file may be called anything. */
function nameOf(file: string): string {
  return file === STANDARD_INPUT ? 'standard input' : cleanText(file, file.length);
}

const NOTHING = { activities: [], ignored: [], malformed: [], unpackedBytes: 0 };

function located(decoded: DecodedText): DecodedText {
  const { enrich } = addresses();
  const activities = decoded.activities.map((activity) =>
    activity.source === undefined ? activity : { ...activity, source: enrich(activity.source) },
  );
  return { ...decoded, activities };
}

function viewOf({ json = false, summary = false, shape = false }: ParseOptions): View {
  if (summary && shape) throw new UserError('Give --summary or --shape, not both.');
  if (shape) return shapeView(json);
  if (summary) return summaryView(json);
  return json ? jsonView() : tableView();
}

/** Ids of what is parsed stay on this machine, and are the same at every run. */
const HASH_KEY = Buffer.from(sha256Hex('outflow parse'), 'hex');

async function decodeOptions({ tenant, ...whose }: ParseOptions): Promise<DocumentOptions & WhoseLogs> {
  return { hashKey: HASH_KEY, tenant, ...(await whoseLogs(whose)) };
}
