import { createRequire } from 'node:module';

/** As package.json states it. */
export const { version } = createRequire(import.meta.url)('../package.json') as { readonly version: string };
