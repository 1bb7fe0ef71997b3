import { describe, expect, test } from 'vitest';
import type { Publisher } from '../../functions/ports/publisher.ts';
import { type Page, pageOf } from '../../shared/page/page.ts';
import { FINDING, findingOf } from '../fixtures/findings.ts';

export interface Audience {
  readonly publisher: Publisher;
  /** What subscribers have received so far, of both topics. */
  readonly received: () => readonly Page[];
}

/** What every publisher keeps. `make` gives one that nothing was sent through yet. */
export function publisherContract(name: string, make: () => Promise<Audience>): void {
  describe(`${name} as a publisher`, () => {
    test('delivers subject, the body of each protocol, attributes and the copy for chat unchanged', async () => {
      const { publisher, received } = await make();
      const page = pageOf(FINDING, { kind: 'opened', threadId: FINDING.id });
      expect(await publisher.publish(page)).toEqual({ kind: 'complete' });
      expect(received()).toEqual([page]);
    });

    test('delivers names in any script', async () => {
      const { publisher, received } = await make();
      const actor = { ...FINDING.actor, name: 'Ольга 山田 🦉' };
      const page = pageOf(findingOf({ actor }), { kind: 'opened', threadId: FINDING.id });
      await publisher.publish(page);
      expect(received()).toEqual([page]);
    });
  });
}
