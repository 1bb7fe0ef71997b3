import type { Page } from '../../../shared/page/page.ts';
import type { Publisher } from '../publisher.ts';

/** Pages in this process, in the order in which they went out. */
export function memoryPublisher(pages: Page[] = []): Publisher & { readonly pages: readonly Page[] } {
  return {
    pages,
    publish: async (page) => {
      pages.push(page);
      return { kind: 'complete' };
    },
  };
}
