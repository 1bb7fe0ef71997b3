import type { Json } from '../vendors/vendor.ts';

/** Undefined if the text is not JSON. */
export function parseJson(text: string): Json | undefined {
  try {
    // Whatever JSON.parse returns is Json by definition.
    return JSON.parse(text) as Json;
  } catch {
    return undefined;
  }
}

/**
 * `<190>Mar  2 09:15:30 host github_audit: `, as GitHub Enterprise Server and others forward their JSON; perhaps behind
 * its length (https://www.rfc-editor.org/rfc/rfc6587#section-3.4.1). In files the number in brackets is missing, or
 * there is no more than a time, as in what CloudWatch Logs exports
 * (https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/S3ExportTasks.html), or a time and labels, `{job="okta"}`, as
 * Loki's command line prints them (https://grafana.com/docs/loki/latest/query/logcli/).
 */
const SYSLOG_HEADER =
  /^(?:\d{1,7} (?=<))?(?:<\d{1,3}>|\d{4}-\d\d-\d\d[ T]\d\d:|[A-Z][a-z]{2} [ \d]\d \d\d:)[^{]{0,256}(?:\{\w[^{}]{0,512}\} )?(?=\{)/;

/** JSON without the header of the syslog message that it came in. */
export function withoutSyslogHeader(text: string): string {
  return text.startsWith('{') ? text : text.replace(SYSLOG_HEADER, '');
}

/** Whether a text is likely to be JSON, perhaps with a header of syslog. */
export function opensJson(text: string): boolean {
  return /^\s*[[{]/.test(text) || SYSLOG_HEADER.test(text);
}

export const MAX_DEPTH = 128;
/** Shorter texts are not scanned: what they can nest costs nothing, and most records are shorter. */
const SCANNED_FROM = 16 * 1024;
const QUOTE = 34;
const BACKSLASH = 92;

/** Whether valid JSON nests deeper than the limit. */
export function isTooDeep(json: string): boolean {
  if (json.length < SCANNED_FROM) return false;
  let depth = 0;
  for (let at = 0; at < json.length; at++) {
    const code = json.charCodeAt(at);
    if (code === QUOTE) at = endOfString(json, at);
    else if (code === 123 || code === 91) {
      depth++;
      if (depth > MAX_DEPTH) return true;
    } else if (code === 125 || code === 93) depth--;
  }
  return false;
}

/** Searching for the next quote is native, so that long texts cost little. */
function endOfString(json: string, start: number): number {
  let end = json.indexOf('"', start + 1);
  while (end !== -1 && isEscaped(json, end)) end = json.indexOf('"', end + 1);
  return end === -1 ? json.length : end;
}

function isEscaped(json: string, at: number): boolean {
  let backslashes = 0;
  while (json.charCodeAt(at - 1 - backslashes) === BACKSLASH) backslashes++;
  return backslashes % 2 === 1;
}

/** A key that some programs, not this one, would copy into an object's prototype. */
export function hasPrototypeKey(json: string): boolean {
  return json.includes('__proto__') && /"__proto__"\s*:/.test(json);
}
