import { amplitude } from './amplitude.ts';
import { anthropic } from './anthropic.ts';
import { auth0 } from './auth0.ts';
import { aws } from './aws.ts';
import { gcp } from './gcp.ts';
import { github } from './github.ts';
import { googleWorkspace } from './google-workspace.ts';
import { m365 } from './m365.ts';
import { MAPPED } from './mapped.ts';
import { mixpanel } from './mixpanel.ts';
import { ocsf } from './ocsf.ts';
import { okta } from './okta.ts';
import { openai } from './openai.ts';
import { posthog } from './posthog.ts';
import { salesforce } from './salesforce.ts';
import { segment } from './segment.ts';
import { slack } from './slack.ts';
import { snowflake } from './snowflake.ts';
import type { Vendor } from './vendor.ts';

/** Asked in this order which of them recognises an event. */
export const SHIPPED: readonly Vendor[] = [
  okta,
  salesforce,
  mixpanel,
  openai,
  github,
  snowflake,
  anthropic,
  posthog,
  slack,
  segment,
  amplitude,
  auth0,
  ocsf,
  aws,
  googleWorkspace,
  gcp,
  m365,
  ...MAPPED,
];
