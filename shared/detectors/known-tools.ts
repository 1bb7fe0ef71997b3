/** A client or application that published campaigns used, with the source. Matched at the start of the name. */
export interface KnownTool {
  readonly name: string;
  readonly matches: RegExp;
  readonly campaign: string;
  readonly source: string;
  /** Decades: how seldom honest people are seen with it. Widespread libraries are weak evidence. */
  readonly decades: number;
}

export const KNOWN_TOOLS: readonly KnownTool[] = [
  {
    name: 'rapeflake (FROSTBITE)',
    matches: /^(?:rapeflake|frostbite)\b/i,
    campaign: 'UNC5537, Snowflake 2024',
    source: 'https://cloud.google.com/blog/topics/threat-intelligence/unc5537-snowflake-data-theft-extortion',
    decades: 7.5,
  },
  {
    name: 'DBeaver Ultimate',
    matches: /^DBeaver[_ ]?DBeaverUltimate\b/i,
    campaign: 'UNC5537, Snowflake 2024',
    source: 'https://cloud.google.com/blog/topics/threat-intelligence/unc5537-snowflake-data-theft-extortion',
    decades: 2.5,
  },
  {
    name: 'Salesforce-Multi-Org-Fetcher',
    matches: /^Salesforce-Multi-Org-Fetcher\b/i,
    campaign: 'UNC6395, Drift and Gainsight 2025',
    source:
      'https://cloud.google.com/blog/topics/threat-intelligence/data-theft-salesforce-instances-via-salesloft-drift',
    decades: 7.5,
  },
  {
    name: 'My Ticket Portal',
    matches: /^My Ticket Portal\b/i,
    campaign: 'UNC6040, modified Data Loader 2025',
    source: 'https://cloud.google.com/blog/topics/threat-intelligence/voice-phishing-data-extortion',
    decades: 5,
  },
  {
    name: 'TruffleHog',
    matches: /^truffle-?hog\b/i,
    campaign: 'UNC6395, verification of stolen keys 2025',
    source: 'https://blog.cloudflare.com/response-to-salesloft-drift-incident/',
    decades: 4.5,
  },
  {
    name: 'Pacu, ScoutSuite or CloudFox',
    matches: /^(?:pacu|scoutsuite|cloudfox|roadtools|aadinternals|teamfiltration|msolspray)\b/i,
    campaign: 'cloud reconnaissance in general',
    source: 'https://attack.mitre.org/techniques/T1526/',
    decades: 4,
  },
];
