import type { Page } from '../../shared/page/page.ts';

/** The way to on-call. */
export interface Publisher {
  /**
   * Throws unless the page is out. Chat gets a copy: if that fails the page still counts as out, because sending
   * it again every minute until chat works would be worse than a chat without it.
   */
  publish(page: Page): Promise<Delivery>;
}

export type Delivery =
  | { readonly kind: 'complete' }
  | { readonly kind: 'without-chat'; readonly reason: string };
