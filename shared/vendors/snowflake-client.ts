import type { Source } from '../activity.ts';
import { clientOf } from '../client.ts';
import { parseJson } from '../decode/json.ts';
import { parseAddress } from '../network.ts';
import { firstText, isObject, knownOrNone, text } from './field.ts';
import type { JsonObject } from './vendor.ts';

/**
 * What a session says of its client. Queries have it where somebody joined them with SESSIONS or LOGIN_HISTORY, as guides
 * to the thefts of 2024 tell to (https://cloud.google.com/blog/topics/threat-intelligence/unc5537-snowflake-data-theft-extortion).
 */
export function sourceOfSession(row: JsonObject): Source | undefined {
  return knownOrNone({
    ip: parseAddress(text(row, 'CLIENT_IP')),
    client: clientOf(applicationOf(row)) ?? clientOf(text(row, 'CLIENT_APPLICATION_ID')),
  });
}

const MAX_ENVIRONMENT = 10_000;

/** CLIENT_ENVIRONMENT is JSON in text; APPLICATION is what gave the thieves of 2024 away (`rapeflake`). */
function applicationOf(row: JsonObject): string | undefined {
  const value = row['CLIENT_ENVIRONMENT'];
  const parsed = typeof value === 'string' && value.length <= MAX_ENVIRONMENT ? parseJson(value) : value;
  return isObject(parsed) ? firstText(parsed, ['APPLICATION', 'application']) : undefined;
}
