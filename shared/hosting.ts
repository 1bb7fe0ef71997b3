/**
 * Networks of providers that rent out machines: clouds, hosting, VPN exits and Tor relays. People work from them
 * seldom, programs and intruders often. Numbers and names as in the routing registries of June 2026; the list is
 * of the large ones whose name does not say so.
 *
 * Not in it are Cloudflare (13335), Fastly (54113) and the delivery network of Akamai (20940, 36183): what comes from
 * them is mostly people behind iCloud Private Relay, a switch of every paid Apple account, or behind WARP (Sattler
 * et al., IMC 2022, https://arxiv.org/abs/2207.02112). They rent out no machines under these numbers; Akamai does as
 * Linode (63949). To an account that never came from there they are new networks all the same.
 */
const HOSTING: ReadonlySet<number> = new Set([
  // Amazon, Google Cloud, Microsoft, Oracle, Alibaba, Tencent, IBM, Linode
  16509, 14618, 8987, 396982, 8075, 31898, 45102, 37963, 132203, 45090, 36351, 63949,
  // DigitalOcean, OVH, Hetzner, Vultr, Leaseweb, Contabo, Scaleway, IONOS, UpCloud, Exoscale, netcup, Kamatera
  14061,
  393406, 16276, 24940, 213230, 20473, 60781, 28753, 30633, 7203, 395954, 133752, 59253, 51167, 12876, 8560,
  202053, 61098, 197540, 41436, 29222, 24961, 6724, 199524, 21859,
  // GoDaddy, Namecheap, HostPapa, Unified Layer, DreamHost
  26496, 31815, 398101, 22612, 36352, 54290, 46606, 19871, 26347,
  // M247, Datacamp, PacketHub, 31173, Proton, Avast, tzulo, Clouvider: the exits of most VPN services
  9009, 60068, 212238, 136787, 39351, 209103, 198605, 11878, 62240,
  // QuadraNet, Psychz, Hivelocity, WorldStream, Aeza, FranTech, Eonix, B2 Net, Multacom, Enzu, Performive, Sharktech
  8100,
  40676, 29802, 61317, 49981, 44477, 210644, 216246, 53667, 62904, 55286, 35916, 18978, 46562, 46844, 55081,
  57043, 58061, 64267, 200651, 202425, 206264, 210558, 38136, 211252, 9312, 34119, 22363, 50304, 23470,
  // Pfcloud, Private Layer, Privex, No ACK, Nice IT: hosts that published campaigns came from
  51396, 51852, 210083, 30893, 49447,
  // F3 Netze, Applied Privacy, Emerald Onion, Stiftung Erneuerbare Freiheit, Quintex, Calyx, Cyberology, Kolb: Tor
  205100,
  208323, 396507, 60729, 62744, 4224, 215125, 58087,
]);

const HOSTING_NAME =
  /hosting|hostinger|hostroyale|\b(?:host|vps|cloud|servers?|dedicated|colocation|data ?cent(?:er|re)s?|datacamp)\b/i;

/** True for a provider that rents out machines, else undefined: not being in the list proves nothing. */
export function isHosting(asn: number | undefined, asOrg: string | undefined): true | undefined {
  const known = asn !== undefined && HOSTING.has(asn);
  return known || (asOrg !== undefined && HOSTING_NAME.test(asOrg)) ? true : undefined;
}
