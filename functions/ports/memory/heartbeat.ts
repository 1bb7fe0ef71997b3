import type { Heartbeat } from '../heartbeat.ts';

export function memoryHeartbeat(): { readonly heartbeat: Heartbeat; readonly beats: readonly number[] } {
  const beats: number[] = [];
  return {
    beats,
    heartbeat: async (eventMs) => {
      beats.push(eventMs);
    },
  };
}
