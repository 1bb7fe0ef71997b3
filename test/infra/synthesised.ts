import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Template } from 'aws-cdk-lib/assertions';
import { inject } from 'vitest';
import { type Code, perFunction } from '../../infra/bundle.ts';
import { type AppProps, createApp } from '../../infra/stack.ts';
import { WAYS, type WayCode } from '../../infra/ways-in/code.ts';

/** The stack's template, made from functions of one line, and how to find things in it. */

export const folder = mkdtempSync(join(inject('folder'), 'stack-'));

function oneLine(name: string): string {
  const to = join(folder, name);
  mkdirSync(to, { recursive: true });
  writeFileSync(join(to, 'index.js'), `exports.handler = async () => '${name}';`);
  return to;
}

export const code: Code = { ...perFunction(oneLine), archive: oneLine('archive') };
export const ways: WayCode = Object.fromEntries(WAYS.map((way) => [way, oneLine(way)]));

export function synthesise(props: Partial<AppProps> = {}): Template {
  const app = createApp({ code, ...props }, mkdtempSync(join(folder, 'out-')));
  return Template.fromJSON(app.synth().stacks[0]?.template);
}

export const template = synthesise();

/** The namespace of what the stack's own functions count, in a template. */
export const OWN_METRICS = { 'Fn::Join': ['', ['Outflow/', { Ref: 'AWS::StackName' }]] };

/** Logical id without CDK's hash: `Events` for `EventsD32975C2`. */
export function nameOf(resource: unknown): string {
  return /"(\w+?)[0-9A-F]{8}"/.exec(JSON.stringify(resource))?.[1] ?? JSON.stringify(resource);
}

export function logicalId(type: string, name: string): string {
  const found = Object.keys(template.findResources(type)).find(
    (id) => id.replace(/[0-9A-F]{8}$/, '') === name,
  );
  if (found === undefined) throw new Error(`no ${type} ${name}`);
  return found;
}
