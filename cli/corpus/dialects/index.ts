import type { CorpusVendor, Dialect } from '../model.ts';
import { aws } from './aws.ts';
import { github } from './github.ts';
import { googleWorkspace } from './google-workspace.ts';
import { mixpanel } from './mixpanel.ts';
import { okta } from './okta.ts';
import { salesforce } from './salesforce.ts';
import { snowflake } from './snowflake.ts';

export const DIALECTS: Readonly<Record<CorpusVendor, Dialect>> = {
  okta,
  salesforce,
  snowflake,
  mixpanel,
  'google-workspace': googleWorkspace,
  github,
  aws,
};
