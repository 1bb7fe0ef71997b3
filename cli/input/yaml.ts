import { parseDocument, visit } from 'yaml';
import { type LogRecord, RECORD_TOO_LONG } from '../../functions/ingest/log.ts';
import { MAX_RECORD } from '../../shared/decode/split.ts';

/**
 * As gcloud logging read writes its entries unless it is told to write JSON: each below a line of three hyphens. And what AWS's
 * command line looks up in CloudTrail, where that is told to write YAML.
 */
export function isYaml(head: string): boolean {
  return /^\ufeff?(?:---\s*\r?\n|(?:insertId|logName|protoPayload): |Events:\r?\n- )/.test(head);
}

/** The documents of a file; one is held at a time. One that is too long is left out up to where the next begins. */
export async function* yamlRecords(text: AsyncIterable<string>): AsyncGenerator<LogRecord> {
  let held = '';
  let isLeftOut = false;
  /** Where the line begins that is not whole yet. */
  let line = 0;
  for await (const chunk of text) {
    held += chunk;
    const separators = new RegExp(SEPARATOR);
    separators.lastIndex = line;
    let start = 0;
    for (let found = separators.exec(held); found !== null; found = separators.exec(held)) {
      if (!isLeftOut) yield* recordOf(held.slice(start, found.index));
      isLeftOut = false;
      start = separators.lastIndex;
    }
    held = held.slice(start);
    line = held.lastIndexOf('\n') + 1;
    if (!isLeftOut && held.length > MAX_RECORD) {
      yield RECORD_TOO_LONG;
      isLeftOut = true;
    }
    if (!isLeftOut) continue;
    held = held.slice(line, line + MAX_SEPARATOR);
    line = 0;
  }
  if (!isLeftOut) yield* recordOf(held);
}

const SEPARATOR = /^---[ \t]*\r?\n/gm;
/** Of a line that is left out, so much is held as tells whether it is one. */
const MAX_SEPARATOR = 64;

function* recordOf(yaml: string): Generator<LogRecord> {
  if (yaml.replace(/^\ufeff/, '').trim() === '') return;
  const json = jsonOf(yaml);
  yield json === undefined ? { kind: 'unreadable', reason: 'is not YAML' } : { kind: 'text', text: json };
}

/** Whether a key stands twice is not asked: each would be compared with all others. */
const OPTIONS = { logLevel: 'silent', uniqueKeys: false } as const;

function jsonOf(yaml: string): string | undefined {
  try {
    const document = parseDocument(yaml, OPTIONS);
    if (document.errors.length > 0) return undefined;
    visit(document, {
      Scalar: (_, scalar) => {
        // Other versions of YAML mean a text by `1e3` and `0o17`, and long numbers would be rounded: somebody's id may be one.
        if (typeof scalar.value === 'number' && String(scalar.value) !== scalar.source)
          scalar.value = scalar.source;
      },
    });
    return JSON.stringify(document.toJS() ?? null);
  } catch {
    // It nests too deeply, or what it repeats would be too much, or itself.
    return undefined;
  }
}
