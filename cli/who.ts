import { userInfo } from 'node:os';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { messageOf } from '../shared/text.ts';
import { MAX_NAME_LENGTH } from '../shared/triage.ts';
import { UserError } from './errors.ts';
import { LOCAL, type Target } from './target.ts';
import { type Patience, patient } from './target-clients.ts';

/** Who acts: the name given, else whom AWS takes the caller for, else the user of this machine. */
export async function whoActs(as: string | undefined, target: Target, patience?: Patience): Promise<string> {
  if (as !== undefined) return checked(as);
  if (target.kind === 'saved' || target.option === LOCAL) return userInfo().username;
  const client = new STSClient(patient(patience));
  try {
    return nameInArn((await client.send(new GetCallerIdentityCommand({}))).Arn ?? '');
  } catch (error) {
    throw new UserError(`AWS does not say who you are (${messageOf(error)}): say it with --as NAME.`);
  } finally {
    client.destroy();
  }
}

/** `Analyst/omar` of `arn:aws:sts::123456789012:assumed-role/Analyst/omar`. */
export function nameInArn(arn: string): string {
  const [, ...path] = (arn.split(':').at(-1) ?? '').split('/');
  return checked((path.length === 0 ? arn : path.join('/')).slice(-MAX_NAME_LENGTH));
}

function checked(name: string): string {
  if (name.trim() === '' || name.length > MAX_NAME_LENGTH)
    throw new UserError(`--as takes a name of 1 to ${MAX_NAME_LENGTH} characters.`);
  return name;
}
