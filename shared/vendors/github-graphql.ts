import { isObject, object, text } from './field.ts';
import { isAction } from './github-events.ts';
import type { Json, JsonObject } from './vendor.ts';

/** One entry as the GraphQL API answers: https://docs.github.com/en/enterprise-cloud@latest/graphql/reference/interfaces#auditentry */
export function isNode(event: JsonObject): boolean {
  return isAction(event['action']) && 'createdAt' in event && 'actorLogin' in event;
}

/** Entries of an answer, however the query asked for them, also of each organisation; undefined of anything else. */
export function nodesIn(answer: JsonObject): readonly Json[] | undefined {
  const data = object(answer, 'data');
  const enterprise = object(data, 'enterprise');
  const owners = [object(data, 'organization'), enterprise, ...nodesOf(enterprise, 'organizations')];
  const logs = owners.flatMap((owner) => (isObject(owner) ? nodesOf(owner, 'auditLog') : []));
  const isLog = owners.some((owner) => isObject(owner) && object(owner, 'auditLog') !== undefined);
  return isLog ? logs : undefined;
}

function nodesOf(parent: JsonObject | undefined, name: string): readonly Json[] {
  const { nodes, edges } = object(parent, name) ?? {};
  if (Array.isArray(nodes)) return nodes;
  return Array.isArray(edges) ? edges.map((edge) => (isObject(edge) ? (edge['node'] ?? null) : edge)) : [];
}

const OF_NODE: Readonly<Record<string, string>> = {
  actorIp: 'actor_ip',
  actorLogin: 'actor',
  createdAt: 'created_at',
  enterpriseSlug: 'business',
  id: '_document_id',
  oauthApplicationName: 'oauth_application',
  organizationName: 'org',
  repositoryName: 'repo',
  teamName: 'team',
  userLogin: 'user',
};

/** As the audit log has it everywhere else. */
export function ofNode(node: JsonObject): JsonObject {
  const { actor: _actor, user: _user, actorLocation, visibility: _visibility, ...fields } = node;
  return {
    ...Object.fromEntries(Object.entries(fields).map(([name, value]) => [OF_NODE[name] ?? name, value])),
    actor_location: isObject(actorLocation) ? { country_code: actorLocation['countryCode'] } : undefined,
    visibility: text(node, 'visibility')?.toLowerCase(),
  };
}
