import type { Stack } from 'aws-cdk-lib';
import type { Table } from 'aws-cdk-lib/aws-dynamodb';
import type { Alarming } from '../alarms.ts';
import type { Keys, Stores } from '../stores.ts';
import { addCrossAccountSource, addEventBusSource, addLogGroupSource } from './connections.ts';
import { addDrop } from './drop.ts';
import { addHoneyMail } from './mail.ts';
import { addPoll } from './poll.ts';
import { addNotes, type Ground } from './way.ts';
import { addWebhooks } from './webhook.ts';

/** Outputs that a stack has only with the ways in that make them. */
export type WayOutputs = Readonly<Record<string, string>>;

/** Every way in that the configuration names. All of them end on the stream. */
export function addWaysIn(
  stack: Stack,
  keys: Keys,
  stores: Stores,
  settings: Ground['settings'],
  alarms: Alarming,
): WayOutputs {
  let table: Table | undefined;
  const notes = () => {
    table ??= addNotes(stack, keys);
    return table;
  };
  const ground: Ground = { stack, keys, stores, settings, alarms, notes };
  const outputs: Record<string, string> = {};
  for (const source of settings.sources)
    switch (source.kind) {
      case 's3-drop':
        Object.assign(outputs, addDrop(ground, source));
        break;
      case 'cloudwatch-logs':
        addLogGroupSource(ground, source);
        break;
      case 'eventbridge':
        addEventBusSource(ground, source);
        break;
      case 'cross-account':
        addCrossAccountSource(ground, source);
        break;
      case 'honey-mail':
        Object.assign(outputs, addHoneyMail(ground, source));
        break;
      case 'poll':
        Object.assign(outputs, addPoll(ground, source));
        break;
      case 'webhook':
        break;
      default:
        source satisfies never;
    }
  const hooks = settings.sources.filter((source) => source.kind === 'webhook');
  if (hooks.length > 0) Object.assign(outputs, addWebhooks(ground, hooks));
  if (table !== undefined) outputs['IngestTable'] = table.tableName;
  return outputs;
}
