import { ConfigError } from '../infra/config/error.ts';
import { cleanText } from '../shared/text.ts';
import { EXIT, UserError } from './errors.ts';

export interface Failure {
  readonly message: string;
  readonly code: number;
}

/**
 * What the user reads of an error, and the exit code. A stack is for faults of Outflow only. Names of files and what is in
 * them may be somebody else's, and must not steer the terminal.
 */
export function failureOf(error: unknown): Failure {
  const { message, code } = told(error);
  const lines = message.split('\n').map((line) => cleanText(line, line.length));
  return { message: lines.join('\n'), code };
}

function told(error: unknown): Failure {
  if (error instanceof UserError || error instanceof ConfigError)
    return { message: error.message, code: EXIT.usage };
  if (!(error instanceof Error)) return { message: String(error), code: EXIT.failure };
  if (isOfFile(error))
    return {
      message: `${fileOf(error)} cannot be used (${error.message.split(',')[0]}): check that it is there, what it is, who may use it, and that there is space.`,
      code: EXIT.usage,
    };
  if (isOfAws(error))
    return { message: awsMessage(error), code: isOfServer(error) ? EXIT.failure : EXIT.usage };
  return { message: error.stack ?? error.message, code: EXIT.failure };
}

interface FileError extends Error {
  readonly code: string;
  readonly path?: string;
  /** Of two files, the one that was to be written. */
  readonly dest?: string;
}

const OF_WRITING = /^E(?:DQUOT|FBIG|NOSPC|ROFS)$/;

function fileOf({ code, path, dest }: FileError): string {
  return (OF_WRITING.test(code) ? (dest ?? path) : path) ?? 'The output';
}

const FILE_CODES = /^E(?:ACCES|DQUOT|EXIST|FBIG|ISDIR|LOOP|MFILE|NAMETOOLONG|NOENT|NOSPC|NOTDIR|PERM|ROFS)$/;

function isOfFile(error: Error): error is FileError {
  return 'syscall' in error && 'code' in error && FILE_CODES.test(String(error.code));
}

/** Of the service, which answered, or of the way to it: credentials, names, connections. */
export function isOfAws(error: Error): boolean {
  // A request that no service can understand is a fault of whoever wrote it.
  if ('$metadata' in error) return !/^(?:Validation|Serialization)/.test(error.name);
  return /^(?:CredentialsProvider|Timeout)Error$/.test(error.name) || isOfNetwork(error);
}

function isOfServer(error: Error): boolean {
  return '$fault' in error && error.$fault === 'server';
}

const NETWORK_CODES = /^E(?:AI_AGAIN|CONNREFUSED|CONNRESET|HOSTUNREACH|NETUNREACH|NOTFOUND|PIPE|TIMEDOUT)$/;

function isOfNetwork(error: Error): boolean {
  return 'code' in error && NETWORK_CODES.test(String(error.code));
}

/** The connection stood, and broke or fell silent: nobody here knows what AWS has done. */
function isUnanswered(error: Error): boolean {
  return (
    error.name === 'TimeoutError' ||
    ('code' in error && /^E(?:CONNRESET|PIPE|TIMEDOUT)$/.test(String(error.code)))
  );
}

/** https://docs.aws.amazon.com/sdkref/latest/guide/feature-retry-behavior.html */
const OF_LOAD = /Throttl|ThroughputExceeded|LimitExceeded|TooManyRequests|SlowDown/;

function awsMessage(error: Error): string {
  // Several addresses were tried, and the one error holds the others and no message.
  const reason = error.message || ('code' in error ? String(error.code) : error.name);
  const named = reason.includes(error.name) || error.name === 'Error' ? reason : `${error.name}: ${reason}`;
  if (isUnanswered(error))
    return `AWS did not answer (${named}): check your connection and AWS_REGION, and run the same command again. What it asked last may be done already.`;
  if (isOfServer(error) || OF_LOAD.test(error.name))
    return `AWS did not do it (${named}): it has too much to do, or is out of order. What is done is done; run the same command again later.`;
  return `AWS did not do it (${named}): check your credentials, AWS_PROFILE and AWS_REGION, and that you may do this (docs/operate.md names the policies).`;
}
