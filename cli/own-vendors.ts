import { ownMappings, VENDORS_FOLDER } from '../infra/own-vendors.ts';

/** Loaded before anything that asks which vendors there are. */
globalThis.outflowMappings = ownMappings(VENDORS_FOLDER);
