import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { markdownOf, packetOf } from '../../infra/review/packet.ts';
import { nameOf } from '../../infra/review/template.ts';
import { createApp } from '../../infra/stack.ts';
import example from '../../outflow.config.example.ts';
import { code, folder, template as plain, ways } from './synthesised.ts';

const everything = createApp({ code, ways, config: example }, mkdtempSync(join(folder, 'review-')))
  .synth()
  .stacks.map(({ stackName, template }) => [stackName, template] as const);
const templates = [['Outflow', plain.toJSON()] as const, ...everything];

const namesIn = (resources: object) =>
  Object.fromEntries(Object.keys(resources).map((id) => [nameOf(id), id]));

/** Every object in a value that says who may do what. */
function allowances(value: unknown): number {
  if (typeof value !== 'object' || value === null) return 0;
  const own = 'Effect' in value && ('Action' in value || 'NotAction' in value) ? 1 : 0;
  return Object.values(value).reduce((sum: number, inner) => sum + allowances(inner), own);
}

describe.each(templates)('the review packet of %s', (stack, template) => {
  const packet = packetOf(stack, template);

  it('names every resource', () => {
    expect(packet.resources.map(({ id }) => id).sort()).toEqual(Object.keys(template.Resources).sort());
  });

  it('names every statement of who may do what, wherever it stands', () => {
    const permissions = Object.values<{ Type: string }>(template.Resources).filter(
      ({ Type }) => Type === 'AWS::Lambda::Permission',
    );
    expect(packet.statements).toHaveLength(allowances(template.Resources) + permissions.length);
    for (const { who, actions, resources, in: place } of packet.statements) {
      expect(who.length, place).toBeGreaterThan(0);
      expect(actions.length, place).toBeGreaterThan(0);
      if (!place.includes('AssumeRole')) expect(resources.length, place).toBeGreaterThan(0);
    }
  });

  it('says of every data store what is in it, about whom, for how long and under which key', () => {
    const types =
      /^AWS::(DynamoDB::Table|Kinesis::Stream|S3::Bucket|SQS::Queue|SNS::Topic|Logs::LogGroup|SecretsManager::Secret)$/;
    const ids = Object.entries<{ Type: string }>(template.Resources).filter(([, { Type }]) =>
      types.test(Type),
    );
    expect(packet.stores.map(({ name }) => name).sort()).toEqual(ids.map(([id]) => nameOf(id)).sort());
    for (const { name, retention, holds } of packet.stores) {
      expect(`${name} ${retention}`).not.toMatch(/NaN|undefined|Infinity/);
      expect(holds.length).toBeGreaterThan(10);
    }
  });

  it('names what each function reaches, and all that comes from outside', () => {
    const of = (type: string) =>
      Object.entries<{ Type: string }>(template.Resources).filter(([, { Type }]) => Type === type);
    for (const type of [
      'AWS::Lambda::Function',
      'AWS::Lambda::Url',
      'AWS::SES::ReceiptRule',
      'AWS::SNS::Topic',
    ])
      for (const [id] of of(type)) expect(packet.ways.map(({ name }) => name)).toContain(nameOf(id));
  });

  it('is Markdown with all of it', () => {
    const text = markdownOf(packet);
    for (const { id } of packet.resources) expect(text).toContain(id);
    for (const { name, retention } of packet.stores) {
      expect(text).toContain(`| ${name} |`);
      expect(text).toContain(retention);
    }
  });
});

describe('of the whole example', () => {
  const whole = everything.findLast(([, { Resources }]) => 'DetectRole' in namesIn(Resources));
  const [, template] = whole ?? [];
  const packet = packetOf('Everything', template);

  it('names vendors that are asked, mail and requests from the internet, and other accounts', () => {
    const ways = packet.ways.map(({ direction, what }) => `${direction} ${what}`).join('\n');
    expect(ways).toContain('out requests to https://example.my.salesforce.com');
    expect(ways).toContain('in mail from the internet: mail.example.com');
    expect(ways).toContain('in requests from the internet (NONE');
    expect(ways).toContain('in records of other accounts');
  });

  it('shows the condition under which detect may read honey', () => {
    expect(packet.statements).toContainEqual(
      expect.objectContaining({
        in: 'DetectRole',
        actions: ['dynamodb:GetItem'],
        resources: ['Settings'],
        conditions: ['dynamodb:LeadingKeys ForAllValues:StringLike honey'],
        wildcard: false,
      }),
    );
  });
});

it('refuses a data store of which nobody has said what it holds', () => {
  const template = { Resources: { Novelty12345678: { Type: 'AWS::DynamoDB::Table' } } };
  expect(() => packetOf('Outflow', template)).toThrow('say in infra/review/stores.ts what it holds');
});

it('is written by npx outflow review, a file of each kind for each stack', () => {
  const out = mkdtempSync(join(folder, 'packets-'));
  const program = join(import.meta.dirname, '../../cli/outflow.js');
  const config = join(import.meta.dirname, '../../outflow.config.example.ts');
  const env = { ...process.env, OUTFLOW_CONFIG: config };
  const said = execFileSync(process.execPath, [program, 'review', '--out', out], { encoding: 'utf8', env });
  expect(said).toContain('acme-OutflowProd.md and .json: ');
  for (const stack of ['acme-OutflowDev', 'acme-OutflowProd']) {
    expect(readFileSync(join(out, `${stack}.md`), 'utf8')).toContain(`# Review packet of ${stack}`);
    expect(JSON.parse(readFileSync(join(out, `${stack}.json`), 'utf8')).stack).toBe(stack);
  }
});
