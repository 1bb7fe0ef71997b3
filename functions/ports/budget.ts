/** How many messages may still leave one by one: what is over the limit leaves as a digest. */
export interface Budget {
  /** Takes one of `limit` from the window that begins at `windowMs`; false if all are taken. Windows go forward only. */
  take(bucket: Bucket, limit: number, windowMs: number): Promise<boolean>;
}

/**
 * CRITICAL findings have a budget of their own, so that a storm of lesser ones cannot use it up; so have those of addresses, of
 * which anybody has as many as he likes.
 */
export type Bucket = Urgency | `${Urgency} addresses`;
type Urgency = 'ordinary' | 'critical';
