import type { SettingsChange } from '../settings.ts';
import { type Contract, LISTED } from './contract.ts';
import type { Suppression } from './suppression.ts';

/** All that an operator says about his own company: one document, reviewable in git, and items of one table. */
export interface SettingsDocument {
  /** Only those that differ from what the stack was deployed with. */
  readonly thresholds: SettingsChange;
  readonly suppressions: readonly Suppression[];
  readonly contracts: readonly Contract[];
  readonly datasets: readonly Dataset[];
  readonly feeds: readonly FeedExpectation[];
  /** `stampOf` what stood when it was exported. Absent: it stands for itself, whatever stood before. */
  readonly basedOn?: string;
}

/** What the owner knows about data that a vendor's log only names. */
export interface Dataset {
  readonly vendor: string;
  readonly tenant?: string;
  /** `type:name` as findings show it, `*` at its end for any rest. */
  readonly name: string;
  /** Such as `contact details`, `health`, `payment`. */
  readonly classes: readonly string[];
  /** People that it is about. */
  readonly subjects?: number;
  /** Records that it holds: the upper bound of an export whose size the vendor does not state. */
  readonly records?: number;
}

export interface FeedExpectation {
  readonly vendor: string;
  readonly tenant: string;
  /** Without any event for that long, the feed is silent. */
  readonly silentHours: number;
}

export const EMPTY_DOCUMENT: SettingsDocument = {
  thresholds: {},
  suppressions: [],
  contracts: [],
  datasets: [],
  feeds: [],
};

export const SETTING_KINDS = ['suppressions', 'contracts', 'datasets', 'feeds', 'thresholds'] as const;
export type SettingKind = (typeof SETTING_KINDS)[number];

/** One item of the settings table. */
export interface Setting {
  readonly kind: SettingKind;
  /** What tells it from others of its kind, made of what it is about. */
  readonly id: string;
  readonly value: object;
}

/** Sorted, so that two documents that say the same are the same list. */
export function settingsOf(document: SettingsDocument): Setting[] {
  const { thresholds, suppressions, contracts, datasets, feeds } = document;
  return [
    ...suppressions.map((value) => ({ kind: 'suppressions', id: value.id, value }) as const),
    ...contracts.map((value) => ({ kind: 'contracts', id: contractId(value), value }) as const),
    ...datasets.map((value) => ({ kind: 'datasets', id: idOf(value, value.name), value }) as const),
    ...feeds.map((value) => ({ kind: 'feeds', id: `${value.vendor}/${value.tenant}`, value }) as const),
    ...(Object.keys(thresholds).length === 0
      ? []
      : [{ kind: 'thresholds', id: 'thresholds', value: thresholds } as const]),
  ].sort((a, b) => (a.kind === b.kind ? (a.id < b.id ? -1 : 1) : a.kind < b.kind ? -1 : 1));
}

/**
 * Of items that were written from a checked document. One that was written otherwise and lacks what its kind rests on
 * counts for nothing: it must stop neither detection nor pages.
 */
export function documentOf(settings: readonly Setting[]): SettingsDocument {
  const of = <Value>(kind: SettingKind) =>
    settings.flatMap((one) => (one.kind === kind && isWhole(one) ? [one.value as Value] : []));
  return {
    thresholds: of<SettingsChange>('thresholds')[0] ?? {},
    suppressions: of<Suppression>('suppressions'),
    contracts: of<Contract>('contracts'),
    datasets: of<Dataset>('datasets'),
    feeds: of<FeedExpectation>('feeds'),
  };
}

const TEXTS: Readonly<Record<SettingKind, readonly string[]>> = {
  suppressions: ['id', 'author', 'reason', 'expires'],
  contracts: ['vendor', 'tenant', 'actor', 'fromDay'],
  datasets: ['vendor', 'name'],
  feeds: ['vendor', 'tenant'],
  thresholds: [],
};

const LISTS = [...LISTED.map((name) => [name, 'string'] as const), ['hoursUtc', 'number'] as const];

/** Whether it has what whoever reads items of its kind rests on: less than `checkSettings` asks, so that what an earlier version took still counts. */
export function isWhole({ kind, value }: Pick<Setting, 'kind' | 'value'>): boolean {
  const fields = value as Readonly<Record<string, unknown>>;
  if (!TEXTS[kind].every((name) => typeof fields[name] === 'string')) return false;
  if (kind === 'suppressions')
    return isFields(fields['scope']) && holds('string', Object.values(fields['scope']));
  if (kind === 'feeds') return typeof fields['silentHours'] === 'number';
  if (kind === 'contracts')
    return LISTS.every(([name, type]) => fields[name] === undefined || holds(type, fields[name]));
  return kind !== 'thresholds' || [fields, fields['service'] ?? {}].every(holdsLines);
}

function holds(type: string, value: unknown): boolean {
  return Array.isArray(value) && value.every((one) => typeof one === type);
}

function isFields(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}

function holdsLines(value: unknown): boolean {
  return (
    isFields(value) &&
    Object.entries(value).every(
      ([name, line]) =>
        (name === 'service' && isFields(line)) || (Number.isFinite(line) && Number(line) >= 0),
    )
  );
}

export function contractId({ vendor, tenant, actor }: Contract): string {
  return [vendor, tenant, actor].map((part) => part.replace(/[%/]/g, encodeURIComponent)).join('/');
}

function idOf(
  { vendor, tenant }: { readonly vendor: string; readonly tenant?: string },
  name: string,
): string {
  return `${vendor}/${tenant ?? '*'}/${name}`;
}
