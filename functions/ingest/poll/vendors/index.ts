import type { Poller } from '../poller.ts';
import { amplitude } from './amplitude.ts';
import { okta } from './okta.ts';
import { salesforce } from './salesforce.ts';
import { segment } from './segment.ts';
import { snowflake } from './snowflake.ts';

/** By the vendor's uid. */
export const POLLERS: Readonly<Record<string, Poller>> = { amplitude, okta, salesforce, segment, snowflake };
