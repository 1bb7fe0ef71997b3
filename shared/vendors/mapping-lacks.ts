import type { Pattern, Recogniser } from './mapping-format.ts';
import { asList, compileNames, compilePointer, compileText } from './mapping-path.ts';
import type { JsonObject } from './vendor.ts';

type Lack = (event: JsonObject) => readonly string[];

/** What of its recognisers an event lacks: of the one that it is nearest to. */
export function compileLacks(recognised: readonly Recogniser[]): Lack {
  const lacks = recognised.map(({ keys = [], values = {} }) => [
    ...keys.map(lackOfKey),
    ...Object.entries(values).map(([pointer, patterns]) => lackOfValue(pointer, asList<Pattern>(patterns))),
  ]);
  return (event) => {
    const [nearest = []] = lacks
      .map((parts) => parts.flatMap((lack) => lack(event)))
      .sort((a, b) => a.length - b.length);
    return nearest;
  };
}

function lackOfKey(pointer: string): Lack {
  const read = compilePointer(pointer);
  return (event) => (read(event) === undefined ? [`${pointer} is not there`] : []);
}

const SHOWN = 3;

function lackOfValue(pointer: string, patterns: readonly Pattern[]): Lack {
  const read = compileText(pointer);
  const allows = compileNames(patterns);
  const some = patterns.slice(0, SHOWN).map((pattern) => JSON.stringify(pattern));
  const allowed = [...some, ...(patterns.length > SHOWN ? ['any other that is listed'] : [])].join(' or ');
  return (event) => {
    const value = read(event);
    if (value === undefined) return [`${pointer} is not there`];
    return allows(value) ? [] : [`${pointer} is not ${allowed}`];
  };
}
