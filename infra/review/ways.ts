import { list, nameOf, type Resource, type Template, told } from './template.ts';

/** Where data leaves the stack, or comes into it. */
export interface Way {
  readonly name: string;
  readonly direction: 'in' | 'out';
  readonly what: string;
}

/** By what in the template makes it. Functions are in no network of yours: each can reach the internet. */
export function waysOf({ Resources }: Template): readonly Way[] {
  return Object.entries(Resources).flatMap(([id, resource]) =>
    waysBy(nameOf(id), resource).map((way) => ({ name: nameOf(id), ...way })),
  );
}

function waysBy(name: string, { Type, Properties = {} }: Resource): Omit<Way, 'name'>[] {
  const out = (what: string) => [{ direction: 'out', what } as const];
  const into = (what: string) => [{ direction: 'in', what } as const];
  switch (Type) {
    case 'AWS::SNS::Topic':
      return out('pages, to whoever subscribes: e-mail, SMS, https, chat');
    case 'AWS::IAM::ManagedPolicy':
      return out(`to people, by the policy: ${told(Properties['Description'])}`);
    case 'AWS::Athena::WorkGroup':
      return out('answers about raw records, to whoever may ask');
    case 'AWS::Lambda::Url':
      return into(
        `requests from the internet (${told(Properties['AuthType'])}; signatures are checked by the function)`,
      );
    case 'AWS::SES::ReceiptRule':
      return into(`mail from the internet: ${recipients(Properties)}`);
    case 'AWS::Kinesis::Stream':
      return into('records of whoever in this account may put them');
    case 'AWS::Kinesis::ResourcePolicy':
      return into('records of other accounts, by the policy of the stream');
    case 'AWS::Logs::SubscriptionFilter':
      return into(`the log group ${told(Properties['LogGroupName'])}`);
    case 'AWS::Events::Rule':
      return Properties['EventBusName'] === undefined
        ? []
        : into(`the event bus ${told(Properties['EventBusName'])}`);
    case 'AWS::S3::Bucket':
      return name === 'DropFiles' ? into('files, by whoever may put them') : [];
    case 'AWS::Lambda::Function':
      return out(callsOf(Properties));
    default:
      return [];
  }
}

function recipients(properties: Readonly<Record<string, unknown>>): string {
  const { Recipients } = properties['Rule'] as { readonly Recipients?: readonly string[] };
  return list(Recipients).join(', ');
}

function callsOf(properties: Readonly<Record<string, unknown>>): string {
  const { Variables = {} } = (properties['Environment'] ?? {}) as {
    Variables?: Readonly<Record<string, unknown>>;
  };
  const { url } = JSON.parse(typeof Variables['POLLED'] === 'string' ? Variables['POLLED'] : '{}') as {
    readonly url?: string;
  };
  return url === undefined
    ? 'calls of services of AWS, those that its role allows, and of nobody else'
    : `requests to ${url}, and calls of services of AWS that its role allows`;
}
