import { DAY_MS, HOUR_MS, MINUTE_MS, SECOND_MS } from '../../../shared/time.ts';
import { programClient } from '../clients.ts';
import { DIALECTS } from '../dialects/index.ts';
import { changeTwoFactor, downloadAll } from '../dialects/mixpanel.ts';
import { enrolFactor, okta, resetFactors, signOn } from '../dialects/okta.ts';
import { deleteBulkJob, salesforce } from '../dialects/salesforce.ts';
import { snowflake, stageAndGet } from '../dialects/snowflake.ts';
import { pickAdmin } from '../episodes.ts';
import type { CorpusEvent, Dataset } from '../model.ts';
import { networksOf, placeIn } from '../networks.ts';
import type { Random } from '../random.ts';
import type { Place } from '../raw/presence.ts';
import { sessionOf } from '../world.ts';
import { scenario } from './attack.ts';
import { anyTime } from './entry.ts';
import { intruder } from './intruder.ts';
import { anyDatasets } from './take.ts';
import { newApp } from './tokens.ts';
import { ownContext, pickOwner, pickProgram } from './victims.ts';

/**
 * Customers of Snowflake, April to June 2024: passwords from infostealers, no second factor, `rapeflake` and
 * DBeaver; CREATE TEMP STAGE, COPY INTO, GET.
 * https://cloud.google.com/blog/topics/threat-intelligence/unc5537-snowflake-data-theft-extortion
 */
export const unc5537 = scenario({
  uid: 'unc5537-snowflake',
  title: 'UNC5537 at Snowflake, 2024: a stolen password, and table after table through a stage',
  days: 4,
  draw: (world, day, random) => {
    const service = random.chance(0.3) ? pickProgram(world, random, ['snowflake']) : undefined;
    const account = service?.account ?? pickOwner(world, day, random, ['snowflake'])?.tool.account;
    if (account === undefined) return undefined;
    const client = programClient(random.pick(['rapeflake/1.0', 'DBeaver_DBeaverUltimate/24.0.3']));
    const session = sessionOf(world, account, { place: rented(random), client }, random);
    const startMs = anyTime(day, random);
    const tables = anyDatasets(world, 'snowflake', random.between(8, 40), random);
    const seen = tables.flatMap((table, i) => [
      ...(i % 5 === 0 ? snowflake.list(session, startMs + i * 12 * SECOND_MS, table, 0) : []),
      ...snowflake.look(session, startMs + (i * 12 + 5) * SECOND_MS, table, random.between(5, 100)),
    ]);
    const events: CorpusEvent[] = [...snowflake.signIn(session, startMs - MINUTE_MS), ...seen];
    let atMs = startMs + random.between(10, 300) * MINUTE_MS;
    for (const table of tables.slice(0, random.between(5, tables.length))) {
      events.push(...stageAndGet(session, atMs, table, table.rows));
      atMs += random.between(2, 60) * MINUTE_MS;
    }
    return events;
  },
});

/**
 * Salesloft Drift, August 2025, by the timeline that Cloudflare published: the token is tried, days later objects are
 * counted, and at last a Bulk API job of three minutes takes the cases and is deleted 24 seconds after it.
 * https://blog.cloudflare.com/response-to-salesloft-drift-incident/
 */
export const unc6395 = scenario({
  uid: 'unc6395-drift',
  title:
    'UNC6395 by Salesloft Drift, 2025: the token of an integration, counting, one bulk job, its deletion',
  days: 10,
  draw: (world, day, random) => {
    const program = pickProgram(world, random, ['salesforce']);
    if (program === undefined) return undefined;
    const as = (userAgent: string) =>
      sessionOf(world, program.account, { place: rented(random), client: programClient(userAgent) }, random);
    const probe = as('TruffleHog');
    const scout = as(random.pick(UNC6395_CLIENTS));
    const thief = as(random.pick(UNC6395_CLIENTS));
    const objects = salesforceObjects(world.catalogue.datasets.get('salesforce') ?? []);
    const probedMs = day * DAY_MS + random.between(8, 14) * HOUR_MS;
    const loginMs = probedMs + random.between(60, 90) * HOUR_MS;
    const countMs = loginMs + random.between(20, 40) * HOUR_MS;
    const bulkMs = countMs + random.between(48, 72) * HOUR_MS;
    const cases = objects.find(({ number }) => number % OBJECTS === CASE) ?? objects[0];
    if (cases === undefined) return undefined;
    const taken = random.between(40_000, 900_000);
    const jobs = salesforce.bulk(thief, bulkMs + 33 * SECOND_MS, cases, Math.max(taken, 60_000));
    return [
      ...salesforce.describe(probe, probedMs, cases),
      ...salesforce.signIn(scout, loginMs),
      ...salesforce.describe(scout, loginMs + 20 * HOUR_MS, cases),
      ...objects
        .slice(0, 4)
        .flatMap((object, i) => salesforce.describe(scout, countMs + i * 9 * SECOND_MS, object)),
      ...salesforce.signIn(thief, bulkMs),
      ...salesforce.describe(thief, bulkMs + 8 * SECOND_MS, cases),
      ...jobs,
      deleteBulkJob(thief, (jobs.at(-1)?.time ?? bulkMs) + 24 * SECOND_MS),
    ];
  },
});

const UNC6395_CLIENTS = [
  'python-requests/2.32.4',
  'Python/3.11 aiohttp/3.12.15',
  'Salesforce-Multi-Org-Fetcher/1.0',
  'Salesforce-CLI/1.0',
];

/** Gainsight's tokens, October to November 2025: a first look from a cloud, waves two weeks and more later. */
export const gainsight = scenario({
  uid: 'gainsight',
  title: 'Gainsight, 2025: a trusted integration queried from elsewhere, first to look, weeks later in waves',
  days: 30,
  draw: (world, day, random) => {
    const program = pickProgram(world, random, ['salesforce']);
    if (program === undefined) return undefined;
    const objects = salesforceObjects(world.catalogue.datasets.get('salesforce') ?? []);
    const client = programClient('Salesforce-Multi-Org-Fetcher/1.0');
    const scout = sessionOf(world, program.account, { place: rented(random), client }, random);
    const firstMs = anyTime(day, random);
    const events = objects
      .slice(0, random.between(2, 6))
      .flatMap((object, i) =>
        salesforce.describe(scout, firstMs + i * random.between(2, 40) * SECOND_MS, object),
      );
    let waveMs = firstMs + random.between(14, 18) * DAY_MS;
    for (let wave = random.between(1, 3); wave > 0; wave--) {
      const thief = sessionOf(world, program.account, { place: rented(random), client }, random);
      events.push(...salesforce.signIn(thief, waveMs));
      for (const [i, object] of objects.slice(0, random.between(2, 8)).entries())
        events.push(
          ...salesforce.bulk(thief, waveMs + (1 + i * 6) * MINUTE_MS, object, random.logNormal(30_000, 1)),
        );
      waveMs += random.between(1, 5) * DAY_MS;
    }
    return events;
  },
});

/**
 * Voice phishing, June 2025: somebody is talked into letting in a changed Data Loader, which first tries small
 * queries and then reads whole objects, from VPN exits and Tor.
 * https://cloud.google.com/blog/topics/threat-intelligence/voice-phishing-data-extortion
 */
export const unc6040 = scenario({
  uid: 'unc6040-vishing',
  title: 'UNC6040, 2025: a changed Data Loader, let in over the telephone',
  days: 3,
  draw: (world, day, random) => {
    const owner = pickOwner(world, day, random, ['salesforce']);
    if (owner === undefined) return undefined;
    const { account } = owner.tool;
    const callMs = day * DAY_MS + random.between(9, 17) * HOUR_MS;
    const app = newApp(random, random.pick(['Data Loader', 'My Ticket Portal']));
    const client = programClient(random.pick(['Salesforce-DataLoader/64.0', 'python-requests/2.32.3']));
    const caller = { ...sessionOf(world, account, { place: rented(random), client }, random), app };
    const objects = salesforceObjects(world.catalogue.datasets.get('salesforce') ?? []);
    const startMs = callMs + random.between(1, 40) * MINUTE_MS;
    const tries = objects
      .slice(0, random.between(1, 4))
      .flatMap((object, i) =>
        salesforce.bulk(caller, startMs + (1 + i * 2) * MINUTE_MS, object, random.between(5, 400)),
      );
    const wholeMs = startMs + random.between(10, 300) * MINUTE_MS;
    const whole = objects
      .slice(0, random.between(2, 6))
      .flatMap((object, i) =>
        salesforce.bulk(caller, wholeMs + i * 12 * MINUTE_MS, object, random.between(3000, 49_000)),
      );
    const atDesk = sessionOf(world, account, ownContext(world, owner.person, day), random);
    return [
      ...(random.chance(0.5) ? salesforce.credential(atDesk, callMs) : []),
      ...salesforce.signIn(caller, startMs),
      ...tries,
      ...whole,
    ];
  },
});

/** As at Mixpanel in November 2025, with the events that its log has had since 2026: no event says how much. */
export const mixpanelExport = scenario({
  uid: 'mixpanel-export',
  title:
    'Like Mixpanel, 2025: factors reset or a new sign-in, then whole datasets downloaded without a count',
  days: 2,
  draw: (world, day, random) => {
    const owner = pickOwner(world, day, random, ['mixpanel']);
    const admin = pickAdmin(world, day, random);
    if (owner === undefined || admin === undefined || admin === owner.person) return undefined;
    const context = intruder(ownContext(world, owner.person, day), day, random);
    const front = sessionOf(world, owner.person.okta, context, random);
    const session = sessionOf(world, owner.tool.account, context, random);
    const callMs = day * DAY_MS + random.between(7, 20) * HOUR_MS;
    const entryMs = callMs + random.between(5, 40) * MINUTE_MS;
    const desk = sessionOf(world, admin.okta, ownContext(world, admin, day), random);
    const entry = random.chance(0.6)
      ? [
          ...resetFactors(desk, callMs, owner.person.okta),
          enrolFactor(front, entryMs - MINUTE_MS),
          ...okta.signIn(front, entryMs),
          signOn(front, entryMs + 50 * SECOND_MS, 'mixpanel'),
        ]
      : random.chance(0.5)
        ? [changeTwoFactor(session, entryMs + 2 * MINUTE_MS, false)]
        : [];
    const projects = anyDatasets(world, 'mixpanel', random.between(2, 8), random);
    const downloads = projects.map((project, i) =>
      downloadAll(session, entryMs + (4 + i * random.between(2, 15)) * MINUTE_MS, project, project.rows),
    );
    return [...entry, ...DIALECTS.mixpanel.signIn(session, entryMs + 55 * SECOND_MS), ...downloads];
  },
});

/** Hosting by the hour, and exits of VPN services and Tor. */
function rented(random: Random): Place {
  return placeIn(random.pick(networksOf('hosting')), random.between(0, 253));
}

/** Salesforce's objects come back after so many reports; Case is the fourth. */
const OBJECTS = 16;
const CASE = 3;

/** One report for each object, in the order in which thieves ask: accounts, contacts, then the rest. */
function salesforceObjects(datasets: readonly Dataset[]): readonly Dataset[] {
  return datasets.slice(0, OBJECTS);
}
