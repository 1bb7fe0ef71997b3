import { join } from 'node:path';
import { buildFunctions, copyKnowledge, ROOT } from '../bundle.ts';
import type { OutflowConfig, Source } from '../config/config.ts';

/** Ways in that run code of ours; the others are connections between services of AWS. */
export const WAYS = ['drop', 'history', 'webhook', 'poll', 'mail'] as const;
export type Way = (typeof WAYS)[number];
export type WayCode = Partial<Readonly<Record<Way, string>>>;

const OF_KIND: Partial<Readonly<Record<Source['kind'], readonly Way[]>>> = {
  's3-drop': ['drop', 'history'],
  webhook: ['webhook'],
  poll: ['poll'],
  'honey-mail': ['mail'],
};

/** Bundles those that some stack of the configuration uses, and returns their folders. */
export function bundleWays(
  config: OutflowConfig,
  outFolder: string = join(ROOT, 'dist', 'functions'),
): WayCode {
  const kinds = Object.values(config.stacks).flatMap(({ sources = [] }) => sources.map(({ kind }) => kind));
  const used = WAYS.filter((way) => kinds.some((kind) => OF_KIND[kind]?.includes(way)));
  const entries = used.map((way) => [way, join(ROOT, 'functions', 'ingest', way, 'index.ts')]);
  if (used.length > 0) buildFunctions(outFolder, Object.fromEntries(entries));
  // It judges days as detect does.
  if (used.includes('history')) copyKnowledge(join(outFolder, 'history'));
  return Object.fromEntries(used.map((way) => [way, join(outFolder, way)]));
}
