import { type Client, programClient } from './clients.ts';
import { salesforceId } from './invented.ts';
import { contains, current, type Span, startsIn } from './lives.ts';
import type { Account, CorpusVendor } from './model.ts';
import { networksOf, placeIn } from './networks.ts';
import { holderOf, uidOf } from './population.ts';
import { LIBRARIES, PROGRAM_KINDS } from './program-kinds.ts';
import type { Random } from './random.ts';
import { PROGRAM } from './rates.ts';
import type { Place } from './raw/presence.ts';

/** Something that reads on a schedule, under an account of its own. */
export interface Program {
  readonly account: Account;
  /** Days between runs (1, or 7 for a weekly one), and the UTC hours of a day on which it runs. */
  readonly everyDays: number;
  readonly hours: readonly number[];
  readonly minute: number;
  /** Datasets of a run, by where they begin among the vendor's and how many there are. */
  readonly taste: number;
  readonly reads: number;
  /** Typical records of one read, its growth a day and its spread. */
  readonly rows: number;
  readonly growth: number;
  readonly sigma: number;
  readonly hosts: readonly { readonly from: number; readonly place: Place }[];
  readonly clients: readonly { readonly from: number; readonly client: Client }[];
  readonly extraReads: readonly number[];
  readonly backfills: readonly (Span & { readonly times: number })[];
  readonly rotations: readonly number[];
}

export function makeProgram(number: number, index: number, period: Span, random: Random): Program {
  const { vendor, kind, name, schedule, rows, reads } = PROGRAM_KINDS[
    number % PROGRAM_KINDS.length
  ] as (typeof PROGRAM_KINDS)[number];
  const starts = (rate: number) => startsIn(period, rate, random, period.from + 1);
  const clouds = networksOf(random.chance(PROGRAM.cheapHosts) ? 'hosting' : 'cloud');
  const cloud = random.pick(clouds);
  const host = (network: typeof cloud): Place => placeIn(network, random.between(0, 253));
  const [least, most] = PROGRAM.growth;
  const [calm, wild] = PROGRAM.sigma;
  const library = () => programClient(random.pick(LIBRARIES));
  return {
    account: programAccount(vendor, kind, name, number, index, random),
    everyDays: schedule === 'weekly' ? 7 : 1,
    hours: hoursFor(schedule, random),
    minute: random.between(0, 40),
    taste: random.between(0, 999),
    reads: random.between(...reads),
    rows: random.logNormal(rows, 1),
    growth: (least + random.uniform() * (most - least)) / 30,
    sigma: calm + random.uniform() * (wild - calm),
    hosts: [
      { from: Number.NEGATIVE_INFINITY, place: host(cloud) },
      ...starts(PROGRAM.hostMoves).map((from) => ({
        from,
        place: host(random.chance(1 / 3) ? random.pick(clouds) : cloud),
      })),
    ],
    clients: [
      { from: Number.NEGATIVE_INFINITY, client: library() },
      ...starts(PROGRAM.newClients).map((from) => ({ from, client: library() })),
    ],
    extraReads: starts(PROGRAM.newDatasets),
    backfills: starts(PROGRAM.backfills).map((from) => ({
      from,
      to: from + random.between(0, 2),
      times: 4 * 4 ** random.uniform(),
    })),
    rotations: starts(PROGRAM.tokenRotations),
  };
}

function hoursFor(schedule: 'nightly' | 'hourly' | 'weekly', random: Random): readonly number[] {
  if (schedule !== 'hourly') return [random.between(0, 21)];
  const step = random.pick([1, 2, 3, 4, 6]);
  return Array.from({ length: Math.floor(23 / step) }, (_, i) => i * step);
}

function programAccount(
  vendor: CorpusVendor,
  kind: 'service' | 'integration',
  name: string,
  owner: number,
  index: number,
  random: Random,
): Account {
  const plain = `${name.toLowerCase().replaceAll(' ', '-')}-${owner}`;
  const holder = holderOf(plain, `${plain}@integrations.example.com`, random);
  const number = random.between(1_000_000, 999_999_999);
  const app = { name, id: salesforceId('0H45g00000', random) };
  return {
    vendor,
    uid: programUid(vendor, holder, plain, number),
    ...(HAS_EMAIL.has(vendor) ? { email: holder.email } : {}),
    kind,
    role: name,
    index,
    holder,
    owner,
    number,
    app,
  };
}

const HAS_EMAIL = new Set<CorpusVendor>(['salesforce', 'google-workspace']);

function programUid(
  vendor: CorpusVendor,
  holder: {
    readonly name: string;
    readonly email: string;
    readonly oktaId: string;
    readonly salesforceId: string;
  },
  plain: string,
  number: number,
): string {
  switch (vendor) {
    case 'snowflake':
      return `svc_${plain.replaceAll('-', '_')}`;
    case 'mixpanel':
      return `service-account-${number}`;
    case 'aws':
      return `AROAEXAMPLE${String(number).padStart(10, '0')}`;
    default:
      return uidOf(vendor, holder, number);
  }
}

export function placeOfProgram({ hosts }: Program, day: number): Place {
  return (current(hosts, day) ?? (hosts[0] as Program['hosts'][number])).place;
}

export function clientOfProgram({ clients }: Program, day: number): Client {
  return (current(clients, day) ?? (clients[0] as Program['clients'][number])).client;
}

/** Times the usual volume. */
export function backfillOn({ backfills }: Program, day: number): number {
  return backfills.find((span) => contains(span, day))?.times ?? 1;
}
