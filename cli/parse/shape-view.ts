import { parseJson } from '../../shared/decode/json.ts';
import { parseAddress } from '../../shared/network.ts';
import { parseTime } from '../../shared/time.ts';
import { emailOf } from '../../shared/vendors/field.ts';
import type { Json } from '../../shared/vendors/vendor.ts';
import { grouped, plural } from '../../shared/words.ts';
import type { LogRecord } from '../input/records.ts';
import { table } from '../render/table.ts';
import type { View } from './view.ts';

const MAX_PATHS = 3000;
const MAX_DEPTH = 16;

/**
 * Keys and types without any value, safe to share: keys that could be values themselves (an address, a number, an
 * id) are replaced. Tells which keys are always there.
 */
export function shapeView(json: boolean): View {
  const paths = new Map<string, Map<string, number>>();
  let unreadable = 0;

  function see(path: string, type: string): void {
    const types = paths.get(path) ?? new Map<string, number>();
    if (!paths.has(path) && paths.size >= MAX_PATHS) return;
    paths.set(path, types.set(type, (types.get(type) ?? 0) + 1));
  }

  function walk(value: Json, path: string, depth: number): void {
    see(path, typeOf(value));
    if (typeof value !== 'object' || value === null || depth >= MAX_DEPTH) return;
    if (Array.isArray(value)) for (const item of value) walk(item, `${path}[]`, depth + 1);
    else for (const [key, field] of Object.entries(value)) walk(field ?? null, join(path, key), depth + 1);
  }

  return {
    readsValues: true,
    start: () => [],
    record(_index, _decoded, record) {
      const value = contentOf(record);
      if (value === undefined) unreadable++;
      else walk(value, '', 0);
      return [];
    },
    *end(records) {
      const found = [...paths].sort(([a], [b]) => (a < b ? -1 : 1));
      if (json) {
        for (const [path, types] of found) yield JSON.stringify({ path, types: Object.fromEntries(types) });
        return;
      }
      yield `${plural(records, 'record')}${unreadable > 0 ? `, ${grouped(unreadable)} of them not JSON` : ''}`;
      yield* table(
        found.map(([path, types]) => [
          path === '' ? '(record)' : path,
          Array.from(types, ([type, count]) => `${type} ${grouped(count)}`).join(', '),
        ]),
      );
      if (paths.size >= MAX_PATHS) yield `Only the first ${grouped(MAX_PATHS)} keys are shown.`;
    },
  };
}

function contentOf(record: LogRecord): Json | undefined {
  if (record.kind === 'row') return record.row;
  return record.kind === 'text' ? parseJson(record.text) : undefined;
}

/** Letters, digits and what separates words, not looking like an id: the alphabet of field names. */
const FIELD_NAME = /^[A-Za-z_@$#][A-Za-z_@$#:. -]*\d{0,3}[A-Za-z_.-]*$/;

function join(path: string, key: string): string {
  const isName = key.length <= 64 && FIELD_NAME.test(key) && emailOf(key) === undefined;
  const name = isName ? key : '<key>';
  return path === '' ? name : `${path}.${name}`;
}

/** For texts what they look like, which is what a parser has to know. */
function typeOf(value: Json): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'list';
  if (typeof value !== 'string') return typeof value;
  if (value === '') return 'empty text';
  if (/^-?\d+(\.\d+)?$/.test(value)) return 'text of digits';
  if (parseTime(value) !== undefined) return 'text of a time';
  if (parseAddress(value) !== undefined) return 'text of an address';
  if (emailOf(value) !== undefined) return 'text of an e-mail';
  return /^\s*[[{]/.test(value) ? 'text of JSON' : 'text';
}
