import * as v from 'valibot';
import { idOf } from '../ways-in/id.ts';
import type { OutflowConfig } from './config.ts';
import { file } from './schema.ts';

export interface Problem {
  /** Such as `stacks.Outflow.retention.stream`. */
  readonly path: string;
  readonly message: string;
}

/** The configuration, or everything that is wrong with it. */
export function checkConfig(
  given: unknown,
): { readonly config: OutflowConfig } | { readonly problems: readonly Problem[] } {
  const result = v.safeParse(file, given);
  if (!result.success)
    return {
      problems: result.issues.map((issue) => ({ path: v.getDotPath(issue) ?? '', message: issue.message })),
    };
  // The schema has no more and no fewer fields than the type; absent ones stay absent.
  const config = result.output as OutflowConfig;
  const problems = Object.entries(config.stacks).flatMap(([name, one]) => contradictions(name, one));
  if (Object.keys(config.stacks).length === 0)
    problems.push({ path: 'stacks', message: 'There is no stack. Add one, such as Outflow: {}.' });
  return problems.length > 0 ? { problems } : { config };
}

type Stack = OutflowConfig['stacks'][string];
type Source = NonNullable<Stack['sources']>[number];

/** Of what a function is told in its environment, for which Lambda has 4 KB in all. */
const MAX_TOLD = 3200;
/** Of an ARN, without the name that is in it. */
const SECRET_ARN = 130;

/** What is right by itself and wrong together. */
function contradictions(name: string, stack: Stack): Problem[] {
  const problems: Problem[] = [];
  const say = (path: string, message: string) => problems.push({ path: `stacks.${name}.${path}`, message });
  const { sources = [], existing = {}, publicEndpoints = false, tenants } = stack;
  if (existing.streamArn !== undefined && existing.evidenceKeyArn === undefined)
    say('existing.evidenceKeyArn', 'Is missing. Name the key that encrypts the existing stream.');
  if (existing.streamArn !== undefined && (stack.capacity ?? stack.retention?.stream) !== undefined)
    say('existing.streamArn', 'The stream exists: remove capacity and retention.stream, and set them there.');
  if ((existing.alertsTopicArn ?? existing.chatTopicArn) !== undefined && existing.pagesKeyArn === undefined)
    say('existing.pagesKeyArn', 'Is missing. Name the key that encrypts the existing topic.');
  for (const [path, arn] of Object.entries({ ...existing, topicArn: stack.alarms?.topicArn })) {
    const [, , , region, account] = arn?.split(':') ?? [];
    const at = path === 'topicArn' ? 'alarms.topicArn' : `existing.${path}`;
    if (region !== undefined && stack.region !== undefined && region !== stack.region)
      say(at, `Is in ${region}, and the stack in ${stack.region}. Name one of the stack's own region.`);
    if (path === 'streamArn' && stack.account !== undefined && account !== stack.account)
      say(
        at,
        `Is of the account ${account}. Name a stream of ${stack.account}: those of others are put into by cross-account.`,
      );
  }
  const { behindSeconds = 60 } = stack.alarms ?? {};
  if (behindSeconds <= (stack.windowSeconds ?? 1))
    say('alarms.behindSeconds', 'Is no longer than windowSeconds, for which events always wait. Raise it.');
  const { capacity, concurrency: { detect = Number.POSITIVE_INFINITY } = {} } = stack;
  if (capacity?.mode === 'provisioned' && detect < capacity.shards)
    say(
      'concurrency.detect',
      `Is less than the ${capacity.shards} shards, each of which needs one. Raise it.`,
    );
  const { watchedFrom, everyMinutes } = stack.heartbeat ?? {};
  if (watchedFrom !== undefined && stack.region === undefined)
    say('region', 'Is missing. Name it, so that heartbeats can be watched from another one.');
  if (watchedFrom !== undefined && watchedFrom === stack.region)
    say('heartbeat.watchedFrom', 'Is the region of the stack itself. Name another one, or remove it.');
  if (watchedFrom !== undefined && stack.region !== undefined && apart(watchedFrom) !== apart(stack.region))
    say(
      'heartbeat.watchedFrom',
      `Is of another partition than ${stack.region}, and no heartbeat comes there. Name another one, or remove it.`,
    );
  if (watchedFrom !== undefined && everyMinutes === 0)
    say('heartbeat.everyMinutes', 'Is 0, so there is nothing to watch. Remove it, or remove watchedFrom.');
  for (const [index, one] of sources.entries()) {
    const path = `sources.${index}`;
    if (one.kind === 'webhook' && !publicEndpoints)
      say(path, 'A webhook is reachable from the internet. Set publicEndpoints: true, or remove it.');
    if (one.kind === 'honey-mail' && !publicEndpoints)
      say(path, 'Anybody can send mail. Set publicEndpoints: true, or remove it.');
    if (
      one.kind === 'eventbridge' &&
      one.sourcePrefix === undefined &&
      /^(?:.*:event-bus\/)?default$/.test(one.bus)
    )
      say(
        `${path}.sourcePrefix`,
        'Is missing. On the default bus are the events of all services of AWS: name how the source of yours begins.',
      );
    const feeds =
      one.kind === 's3-drop' ? one.feeds : 'vendor' in one || one.kind === 'honey-mail' ? [one] : [];
    for (const { tenant = 'default' } of feeds)
      if (tenants !== undefined && !tenants.includes(tenant))
        say(path, `The tenant ${tenant} is not among tenants. Add it there, or correct it here.`);
    const same = sources.findIndex((other) => identity(other) === identity(one));
    if (same < index)
      say(path, `Is the same as sources.${same}: ${identity(one)}. Remove or rename one of them.`);
    const alike = sources.findIndex((other) => idOf(identity(other)) === idOf(identity(one)));
    if (same === index && alike < index)
      say(
        path,
        `Differs from sources.${alike} only by what names of resources leave out, marks and capitals after them: ${identity(one)}. Rename one of them.`,
      );
    if (one.kind === 's3-drop' && JSON.stringify(one.feeds).length > MAX_TOLD)
      say(`${path}.feeds`, 'Are more than a function can be told of. Remove some: a stack has one drop.');
  }
  const hooks = sources.filter((one) => one.kind === 'webhook');
  if (hooks.reduce((sum, hook) => sum + JSON.stringify(hook).length + SECRET_ARN, 0) > MAX_TOLD)
    say(
      'sources',
      `Have ${hooks.length} webhooks, more than a function can be told of. Give some to another stack.`,
    );
  return problems;
}

/** Of the partitions of AWS that have no way to the others: what their regions begin with. */
function apart(region: string): string {
  return /^(?:cn|us-gov|us-iso[a-z]*|eu-isoe|eusc)-/.exec(region)?.[0] ?? '';
}

/** What no two sources may share: names of resources are made from it. */
function identity(source: Source): string {
  switch (source.kind) {
    case 's3-drop':
    case 'cross-account':
      return source.kind;
    case 'honey-mail':
      return `honey-mail ${source.domain}`;
    case 'webhook':
      return `webhook ${source.name}`;
    case 'cloudwatch-logs':
      return `cloudwatch-logs ${source.logGroup}`;
    case 'eventbridge':
      return `eventbridge ${source.bus} ${source.vendor} ${source.tenant ?? 'default'}`;
    case 'poll':
      return `poll ${source.vendor} ${source.tenant ?? 'default'}`;
  }
}
