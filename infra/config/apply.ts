import {
  Aspects,
  type CfnResource,
  DefaultStackSynthesizer,
  type IStackSynthesizer,
  type Stack,
  type StackProps,
  Tags,
} from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import type { IConstruct } from 'constructs';
import type { StackConfig } from './config.ts';

/** What a configuration says of the stack as a whole and of every role in it. */

export function stackProps({ account, region, bootstrapQualifier }: StackConfig): StackProps {
  const env = { ...(account === undefined ? {} : { account }), ...(region === undefined ? {} : { region }) };
  // The class says `undefined` where the interface that it implements says absent.
  const synthesizer = () =>
    new DefaultStackSynthesizer({ qualifier: bootstrapQualifier ?? '' }) as IStackSynthesizer;
  return {
    ...(Object.keys(env).length === 0 ? {} : { env }),
    ...(bootstrapQualifier === undefined ? {} : { synthesizer: synthesizer() }),
  };
}

export function applyToAll(stack: Stack, { tags = {}, rolePath, permissionsBoundary }: StackConfig): void {
  for (const [key, value] of Object.entries(tags)) Tags.of(stack).add(key, value);
  // At the end, so that a role which CDK adds by itself is bound as well.
  if (permissionsBoundary !== undefined)
    iam.PermissionsBoundary.of(stack).apply({ managedPolicyArn: permissionsBoundary } as iam.IManagedPolicy);
  if (rolePath !== undefined)
    Aspects.of(stack).add({
      visit(node: IConstruct) {
        if (isRole(node)) node.addPropertyOverride('Path', rolePath);
      },
    });
}

function isRole(node: IConstruct): node is CfnResource & IConstruct {
  return 'cfnResourceType' in node && node.cfnResourceType === 'AWS::IAM::Role';
}
