import { checkedVendor } from './mapping.ts';
import onePassword from './mappings/1password.json' with { type: 'json' };
import atlassian from './mappings/atlassian.json' with { type: 'json' };
import atlassianProducts from './mappings/atlassian-products.json' with { type: 'json' };
import box from './mappings/box.json' with { type: 'json' };
import chatgpt from './mappings/chatgpt.json' with { type: 'json' };
import databricks from './mappings/databricks.json' with { type: 'json' };
import datadog from './mappings/datadog.json' with { type: 'json' };
import dropbox from './mappings/dropbox.json' with { type: 'json' };
import hubspot from './mappings/hubspot.json' with { type: 'json' };
import intercom from './mappings/intercom.json' with { type: 'json' };
import notion from './mappings/notion.json' with { type: 'json' };
import stripe from './mappings/stripe.json' with { type: 'json' };
import zendesk from './mappings/zendesk.json' with { type: 'json' };
import zoom from './mappings/zoom.json' with { type: 'json' };
import type { Vendor } from './vendor.ts';

/** Vendors of which a mapping file says all there is to say; docs/vendors.md is the recipe for another. */
export const MAPPED: readonly Vendor[] = [
  atlassian,
  atlassianProducts,
  box,
  chatgpt,
  databricks,
  datadog,
  dropbox,
  hubspot,
  intercom,
  notion,
  onePassword,
  stripe,
  zendesk,
  zoom,
].map(checkedVendor);
