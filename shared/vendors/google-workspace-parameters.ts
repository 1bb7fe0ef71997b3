import { isObject, number, object, text } from './field.ts';
import type { Json, JsonObject } from './vendor.ts';

/** The value of a parameter of the event. */
export type Parameters = (name: string) => Json | undefined;

/** Undefined where it is none, whatever else stands there. */
export function numberIn(parameter: Parameters, name: string): number | undefined {
  return number({ [name]: parameter(name) ?? null }, name);
}

const MAX_PARAMETERS = 200;
const VALUES = ['value', 'intValue', 'boolValue', 'multiValue', 'multiIntValue'];

/** A list of typed name and value pairs, or the map that some lakes make of it, perhaps without capitals. */
export function parametersOf(parameters: Json | undefined): Parameters {
  if (isObject(parameters))
    return (name) =>
      parameters[name] ?? parameters[name.toLowerCase()] ?? within(parameters, name.split('.'));
  const byName = new Map<string, Json>();
  collect(parameters, '', byName);
  return (name) => byName.get(name);
}

function within(parameters: JsonObject, [first = '', ...others]: readonly string[]): Json | undefined {
  const value = parameters[first];
  return others.length === 0 ? value : isObject(value) ? within(value, others) : undefined;
}

const MAX_PREFIX = 100;

/** What is within a message goes by the path to it, as filters of the API do: `event_info.mail_event_type`. */
function collect(parameters: Json | undefined, prefix: string, into: Map<string, Json>): void {
  if (!Array.isArray(parameters) || prefix.length > MAX_PREFIX) return;
  for (const parameter of parameters.slice(0, MAX_PARAMETERS)) {
    const name = isObject(parameter) ? text(parameter, 'name') : undefined;
    if (!isObject(parameter) || name === undefined || into.size >= MAX_PARAMETERS) continue;
    const type = VALUES.find((candidate) => (parameter[candidate] ?? null) !== null);
    const value = type === undefined ? undefined : parameter[type];
    if (value !== undefined) into.set(prefix + name, value);
    else collect(object(parameter, 'messageValue')?.['parameter'], `${prefix}${name}.`, into);
  }
}
