/**
 * Says that an event has come the whole way, to whoever waits for it outside: when it happened, and when that is
 * said. Throws unless it is said.
 */
export type Heartbeat = (eventMs: number, nowMs: number) => Promise<void>;
