import type { Technique } from './detector.ts';

const INITIAL_ACCESS = { uid: 'TA0001', name: 'Initial Access' };
const PERSISTENCE = { uid: 'TA0003', name: 'Persistence' };
const DEFENSE_EVASION = { uid: 'TA0005', name: 'Defense Evasion' };
const CREDENTIAL_ACCESS = { uid: 'TA0006', name: 'Credential Access' };
const DISCOVERY = { uid: 'TA0007', name: 'Discovery' };
const COLLECTION = { uid: 'TA0009', name: 'Collection' };
const EXFILTRATION = { uid: 'TA0010', name: 'Exfiltration' };

/** MITRE ATT&CK, Enterprise matrix: https://attack.mitre.org/techniques/enterprise/ */
export const TECHNIQUES = {
  repositories: { uid: 'T1213', name: 'Data from Information Repositories', tactic: COLLECTION },
  cloudStorage: { uid: 'T1530', name: 'Data from Cloud Storage', tactic: COLLECTION },
  automated: { uid: 'T1119', name: 'Automated Collection', tactic: COLLECTION },
  webService: { uid: 'T1567', name: 'Exfiltration Over Web Service', tactic: EXFILTRATION },
  transferLimits: { uid: 'T1030', name: 'Data Transfer Size Limits', tactic: EXFILTRATION },
  scheduled: { uid: 'T1029', name: 'Scheduled Transfer', tactic: EXFILTRATION },
  discovery: { uid: 'T1526', name: 'Cloud Service Discovery', tactic: DISCOVERY },
  cloudAccounts: { uid: 'T1078.004', name: 'Valid Accounts: Cloud Accounts', tactic: INITIAL_ACCESS },
  applicationToken: {
    uid: 'T1550.001',
    name: 'Use Alternate Authentication Material: Application Access Token',
    tactic: DEFENSE_EVASION,
  },
  accountManipulation: { uid: 'T1098', name: 'Account Manipulation', tactic: PERSISTENCE },
  disableLogs: {
    uid: 'T1562.008',
    name: 'Impair Defenses: Disable or Modify Cloud Logs',
    tactic: DEFENSE_EVASION,
  },
  bruteForce: { uid: 'T1110', name: 'Brute Force', tactic: CREDENTIAL_ACCESS },
  spraying: { uid: 'T1110.003', name: 'Brute Force: Password Spraying', tactic: CREDENTIAL_ACCESS },
} as const satisfies Record<string, Technique>;
