import { parseDocument } from 'yaml';
import type { LogRecord } from '../../functions/ingest/log.ts';
import { MAX_RECORD } from '../../shared/decode/split.ts';

/**
 * As gcloud logging read writes its entries unless it is told to write JSON: each below a line of three hyphens. And what AWS's
 * command line looks up in CloudTrail, where that is told to write YAML.
 */
export function isYaml(head: string): boolean {
  return /^\ufeff?(?:---\s*\r?\n|(?:insertId|logName|protoPayload): |Events:\r?\n- )/.test(head);
}

/** The documents of a file; one is held at a time. */
export async function* yamlRecords(text: AsyncIterable<string>): AsyncGenerator<LogRecord> {
  let held = '';
  for await (const chunk of text) {
    held += chunk;
    const documents = held.split(/^---[ \t]*\r?\n/m);
    held = documents.pop() ?? '';
    for (const document of documents) yield* recordOf(document);
    if (held.length > MAX_RECORD) {
      yield { kind: 'unreadable', reason: 'is longer than 16 MiB' };
      held = '';
    }
  }
  yield* recordOf(held);
}

function* recordOf(yaml: string): Generator<LogRecord> {
  if (yaml.replace(/^\ufeff/, '').trim() === '') return;
  const json = jsonOf(yaml);
  yield json === undefined ? { kind: 'unreadable', reason: 'is not YAML' } : { kind: 'text', text: json };
}

function jsonOf(yaml: string): string | undefined {
  const document = parseDocument(yaml, { logLevel: 'silent' });
  if (document.errors.length > 0) return undefined;
  try {
    return JSON.stringify(document.toJS() ?? null);
  } catch {
    // What it repeats would be too much, or itself.
    return undefined;
  }
}
