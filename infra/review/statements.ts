import { list, nameOf, type Resource, type Template, told } from './template.ts';

/** One sentence of who may do what. */
export interface Statement {
  /** The resource that it stands in. */
  readonly in: string;
  /** Who: a role's own policy says it of the role, a resource's policy of whom it names. */
  readonly who: readonly string[];
  readonly effect: string;
  readonly actions: readonly string[];
  readonly resources: readonly string[];
  readonly conditions: readonly string[];
  /** An action or a resource ends in a star: a test lists and justifies each of a role's. */
  readonly wildcard: boolean;
}

interface Policy {
  readonly Statement: readonly RawStatement[];
}
interface RawStatement {
  readonly Effect: string;
  readonly Principal?: unknown;
  readonly Action?: string | readonly string[];
  readonly NotAction?: string | readonly string[];
  readonly Resource?: unknown;
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}

/** Properties that hold a policy about the resource itself, or about what it is attached to. */
const POLICIES = ['PolicyDocument', 'KeyPolicy', 'ResourcePolicy', 'AssumeRolePolicyDocument'] as const;

export function statementsOf({ Resources }: Template): readonly Statement[] {
  return Object.entries(Resources).flatMap(([id, resource]) => statementsIn(nameOf(id), resource));
}

function statementsIn(name: string, { Type, Properties = {} }: Resource): Statement[] {
  const own = (Properties['Policies'] ?? []) as readonly { readonly PolicyDocument: Policy }[];
  const inline = own.flatMap(({ PolicyDocument }) => PolicyDocument.Statement);
  const documents = POLICIES.flatMap((property) => {
    const policy = Properties[property] as Policy | undefined;
    return (policy?.Statement ?? []).map((statement) => [property, statement] as const);
  });
  return [
    ...inline.map((one) => statement(name, [name], one)),
    ...documents.map(([property, one]) => statement(`${name} (${property})`, whoIn(name, Type, one), one)),
    ...(Type === 'AWS::Lambda::Permission' ? [permission(name, Properties)] : []),
  ];
}

function statement(place: string, who: readonly string[], raw: RawStatement): Statement {
  const actions = [...list(raw.Action), ...list(raw.NotAction).map((action) => `all but ${action}`)];
  const resources = list(raw.Resource).map(told);
  return {
    in: place,
    who,
    effect: raw.Effect,
    actions,
    resources,
    conditions: Object.entries(raw.Condition ?? {}).flatMap(([operator, pairs]) =>
      Object.entries(pairs).map(([key, value]) => `${key} ${operator} ${list(value).map(told).join(' | ')}`),
    ),
    wildcard: raw.Effect === 'Allow' && [...actions, ...resources].some((text) => text.endsWith('*')),
  };
}

function whoIn(name: string, type: string, { Principal }: RawStatement): readonly string[] {
  if (Principal === undefined)
    return [type === 'AWS::IAM::ManagedPolicy' ? `whoever ${name} is attached to` : name];
  if (typeof Principal === 'string') return [Principal];
  return Object.values(Principal as Readonly<Record<string, unknown>>).flatMap((one) => list(one).map(told));
}

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-lambda-permission.html */
function permission(name: string, properties: Readonly<Record<string, unknown>>): Statement {
  const { Action, Principal, FunctionName, SourceArn, SourceAccount, FunctionUrlAuthType } = properties;
  const conditions = Object.entries({ SourceArn, SourceAccount, FunctionUrlAuthType });
  return {
    in: name,
    who: [told(Principal)],
    effect: 'Allow',
    actions: [String(Action)],
    resources: [told(FunctionName)],
    conditions: conditions.flatMap(([key, value]) => (value === undefined ? [] : [`${key} ${told(value)}`])),
    wildcard: told(Principal) === '*',
  };
}
