import { type ClientKind, COMMON_CLIENTS } from './clients.ts';
import { type Span, startsIn } from './lives.ts';
import { type Network, networksOf } from './networks.ts';
import type { Site } from './population.ts';
import type { Random } from './random.ts';
import { ORGANISATION } from './rates.ts';

/** What changes for many people on one day. */
export interface Changes {
  /** A site moves to another network. */
  readonly offices: readonly { readonly from: number; readonly site: Site; readonly office: Network }[];
  /** Everybody outside the office goes through this gateway; before the first, it is the old VPN's. */
  readonly gateways: readonly { readonly from: number; readonly gateway: Network; readonly share: number }[];
  /** Another browser on this share of the company's computers. */
  readonly rollouts: readonly {
    readonly from: number;
    readonly client: ClientKind;
    readonly share: number;
    readonly days: number;
  }[];
  /** New datasets, which many people look at from then on. */
  readonly launches: readonly number[];
}

export function changesOf(sites: readonly Site[], period: Span, random: Random): Changes {
  const starts = (rate: number) => startsIn(period, rate, random, period.from + 1);
  const old = { from: Number.NEGATIVE_INFINITY, gateway: random.pick(networksOf('gateway')), share: 0 };
  return {
    offices: starts(ORGANISATION.newOffices).map((from) => {
      const site = random.pick(sites);
      return { from, site, office: random.pick(networksOf('office', site.countryIso)) };
    }),
    gateways: [
      old,
      ...starts(ORGANISATION.gatewayChanges).map((from) => ({
        from,
        gateway: random.pick(networksOf('gateway')),
        share: random.between(50, 100) / 100,
      })),
    ],
    rollouts: starts(ORGANISATION.clientRollouts).map((from) => ({
      from,
      client: random.pick(COMMON_CLIENTS),
      share: random.between(30, 90) / 100,
      days: random.between(1, 10),
    })),
    launches: starts(ORGANISATION.launches),
  };
}
