import { Aws, type Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import { SETTING_KINDS } from '../shared/settings/document.ts';
import type { Functions } from './functions.ts';
import { allow, leadingKeys, through } from './roles.ts';
import type { Keys, Stores } from './stores.ts';

/** Indexes that analysts' questions are answered by. */
const INDEXES = ['byEntity', 'bySeverity', 'byStatus', 'byPrefix'];

/**
 * Policies to attach to people's roles. Who reads writes nothing; who triages writes through the one function that
 * names what may be written; who applies settings changes those and nothing else.
 */
export function addAnalysts(
  stack: Stack,
  keys: Keys,
  { findings, state, settings }: Stores,
  functions: Functions,
): void {
  new iam.ManagedPolicy(stack, 'ReadFindings', {
    description: 'Outflow: read findings, profiles and settings',
    statements: [
      allow(
        ['dynamodb:BatchGetItem', 'dynamodb:GetItem', 'dynamodb:Query'],
        findings.tableArn,
        ...INDEXES.map((name) => `${findings.tableArn}/index/${name}`),
        state.tableArn,
      ),
      // Not the installation's record, whose secret every id rests on.
      allow(['dynamodb:Query'], settings.tableArn, leadingKeys(...SETTING_KINDS)),
      allow(['kms:Decrypt'], keys.evidence.keyArn, through('dynamodb')),
      // How the command line finds the tables.
      allow(['cloudformation:DescribeStacks'], Aws.STACK_ID),
    ],
  });
  new iam.ManagedPolicy(stack, 'ApplySettings', {
    description: 'Outflow: change suppressions, contracts and other settings',
    statements: [
      allow(['dynamodb:DeleteItem', 'dynamodb:PutItem'], settings.tableArn, leadingKeys(...SETTING_KINDS)),
    ],
  });
  new iam.ManagedPolicy(stack, 'TriageFindings', {
    description: 'Outflow: assign, note, close and reopen findings',
    statements: [allow(['lambda:InvokeFunction'], functions.triage.functionArn)],
  });
}
