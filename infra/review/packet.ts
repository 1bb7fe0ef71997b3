import { type Statement, statementsOf } from './statements.ts';
import { type Store, storesOf } from './stores.ts';
import { nameOf, type Template } from './template.ts';
import { type Way, waysOf } from './ways.ts';

/** What a security review asks about a stack, all of it out of the template that is deployed. */
export interface Packet {
  readonly stack: string;
  readonly resources: readonly { readonly id: string; readonly name: string; readonly type: string }[];
  readonly statements: readonly Statement[];
  readonly stores: readonly Store[];
  readonly ways: readonly Way[];
}

export function packetOf(stack: string, template: Template): Packet {
  return {
    stack,
    resources: Object.entries(template.Resources)
      .map(([id, { Type }]) => ({ id, name: nameOf(id), type: Type }))
      .sort((a, b) => (a.type === b.type ? (a.id < b.id ? -1 : 1) : a.type < b.type ? -1 : 1)),
    statements: statementsOf(template),
    stores: storesOf(template),
    ways: waysOf(template),
  };
}

export function markdownOf({ stack, resources, statements, stores, ways }: Packet): string {
  const wide = statements.filter(({ wildcard }) => wildcard);
  return [
    `# Review packet of ${stack}`,
    '',
    'Made by `npx outflow review` from the template that is deployed. What holds each promise: SECURITY.md, PRIVACY.md.',
    '',
    `## Data stores (${stores.length})`,
    '',
    ...tableOf(
      ['store', 'type', 'holds', 'about people', 'kept', 'encrypted under', 'on removal'],
      stores.map((one) => [
        one.name,
        one.type,
        one.holds,
        one.personal.join(', ') || 'nothing',
        one.retention,
        one.encryption,
        one.removal,
      ]),
    ),
    `## Ways out and in (${ways.length})`,
    '',
    ...tableOf(
      ['by', 'direction', 'what'],
      ways.map(({ name, direction, what }) => [name, direction, what]),
    ),
    `## Who may do what (${statements.length} statements, ${wide.length} with a star)`,
    '',
    ...tableOf(
      ['in', 'who', '', 'actions', 'resources', 'only if'],
      statements.map(({ in: place, who, effect, actions, resources, conditions }) =>
        [place, who, effect, actions, resources, conditions].map((cell) => [cell].flat().join('<br>')),
      ),
    ),
    `## Resources (${resources.length})`,
    '',
    ...tableOf(
      ['type', 'logical id'],
      resources.map(({ type, id }) => [type, id]),
    ),
  ].join('\n');
}

function tableOf(head: readonly string[], rows: readonly (readonly string[])[]): string[] {
  const line = (cells: readonly string[]) =>
    `| ${cells.map((cell) => cell.replaceAll('|', '\\|').replaceAll('\n', ' ')).join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line), ''];
}
