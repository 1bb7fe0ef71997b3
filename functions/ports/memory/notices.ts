import { NO_NOTICES, type NoticeStore, type Notices } from '../notices.ts';

export function memoryNoticeStore(): NoticeStore {
  let stored: { notices: Notices; version: number } = { notices: NO_NOTICES, version: 0 };
  return {
    read: async () => stored,
    write: async (notices, version) => {
      if (stored.version !== version) return false;
      stored = { notices, version: version + 1 };
      return true;
    },
  };
}
