import { join } from 'node:path';
import { buildFunctions, ROOT } from '../bundle.ts';
import type { OutflowConfig, Source } from '../config/config.ts';

/** Ways in that run code of ours; the others are connections between services of AWS. */
export const WAYS = ['drop', 'webhook', 'poll', 'mail'] as const;
export type Way = (typeof WAYS)[number];
export type WayCode = Partial<Readonly<Record<Way, string>>>;

const OF_KIND: Partial<Readonly<Record<Source['kind'], Way>>> = {
  's3-drop': 'drop',
  webhook: 'webhook',
  poll: 'poll',
  'honey-mail': 'mail',
};

/** Bundles those that some stack of the configuration uses, and returns their folders. */
export function bundleWays(
  config: OutflowConfig,
  outFolder: string = join(ROOT, 'dist', 'functions'),
): WayCode {
  const kinds = Object.values(config.stacks).flatMap(({ sources = [] }) => sources.map(({ kind }) => kind));
  const used = WAYS.filter((way) => kinds.some((kind) => OF_KIND[kind] === way));
  const entries = used.map((way) => [way, join(ROOT, 'functions', 'ingest', way, 'index.ts')]);
  if (used.length > 0) buildFunctions(outFolder, Object.fromEntries(entries));
  return Object.fromEntries(used.map((way) => [way, join(outFolder, way)]));
}
