import type { Call } from '../../infra/local/calls.ts';
import { arnOf, type Template } from '../../infra/local/template.ts';

export interface Permission {
  readonly action: string;
  /** ARN, with `*` for any text. */
  readonly resource: string;
  /** Patterns of the only partition keys allowed; absent: all. */
  readonly leadingKeys?: readonly string[];
  /** The only attributes that a call may name; absent: all. */
  readonly attributes?: readonly string[];
}

interface Statement {
  readonly Effect: string;
  readonly Action: string | readonly string[];
  readonly Resource: string | readonly string[];
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, string | readonly string[]>>>>;
}

/** What the role of a function allows. */
export function permissionsOf(template: Template, functionName: string): readonly Permission[] {
  const lambda = template.of('AWS::Lambda::Function').find(({ name }) => name === functionName);
  const role = template.of('AWS::IAM::Role').find((one) => arnOf(one) === lambda?.properties['Role']);
  const policies = (role?.properties['Policies'] ?? []) as readonly {
    readonly PolicyDocument: { readonly Statement: readonly Statement[] };
  }[];
  return policies
    .flatMap(({ PolicyDocument }) => PolicyDocument.Statement)
    .flatMap(({ Action, Resource, Condition = {} }) => {
      const keys = Object.values(Condition).flatMap((test) => test['dynamodb:LeadingKeys'] ?? []);
      const attributes = Object.values(Condition).flatMap((test) => test['dynamodb:Attributes'] ?? []);
      const condition = {
        ...(keys.length > 0 ? { leadingKeys: keys } : {}),
        ...(attributes.length > 0 ? { attributes } : {}),
      };
      return [Action]
        .flat()
        .flatMap((action) => [Resource].flat().map((resource) => ({ action, resource, ...condition })));
    });
}

/** IAM counts a request without keys as allowed; here it is not, because the code always names them. */
export function allows({ action, resource, leadingKeys, attributes }: Permission, call: Call): boolean {
  if (action !== call.action || !matches(resource, call.resource)) return false;
  if (attributes && !call.attributes.every((name) => attributes.includes(name))) return false;
  if (leadingKeys === undefined) return true;
  const { leadingKeys: asked } = call;
  return asked.length > 0 && asked.every((key) => leadingKeys.some((pattern) => matches(pattern, key)));
}

function matches(pattern: string, text: string): boolean {
  const [start = '', ...rest] = pattern.split('*');
  if (rest.length === 0) return text === pattern;
  return text.startsWith(start) && rest.length === 1 && text.slice(start.length).endsWith(rest[0] ?? '');
}
