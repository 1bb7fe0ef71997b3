/** Errors of the request itself: the same request fails for ever. */
const PERMANENT = new Set([
  'ValidationException',
  'ItemCollectionSizeLimitExceededException',
  'SerializationException',
]);

/** `ECONNRESET`, `EAI_AGAIN`; not Node's own `ERR_INVALID_ARG_TYPE` or zlib's `Z_DATA_ERROR`, which repeat for ever. */
const SYSTEM_CODE = /^E(?!RR_)[A-Z0-9_]+$/;

/**
 * Whether delivering the records again can help. Throttles, faults, time-outs, and also denied access or a
 * missing table: an operator mends those, and until then nothing may be lost. Only an error of the request or of
 * our own code is permanent; it would block the shard for ever, so its records are set aside instead.
 */
export function isTransient(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const { name, code } = error as Error & { code?: unknown };
  const fromAws = '$metadata' in error || '$retryable' in error;
  const fromNetwork = (typeof code === 'string' && SYSTEM_CODE.test(code)) || name === 'TimeoutError';
  return (fromAws || fromNetwork) && !PERMANENT.has(name);
}
