import type { Kind } from '../activity.ts';
import { kindTable } from './kind-table.ts';

/**
 * What the event types of OpenAI's audit log mean for data: the `type` enumeration of `AuditLog` in
 * https://github.com/openai/openai-openapi (145 types) and in the `openai` package 7.57 for Node (149). What only
 * takes access away (a key deleted, a role unassigned) is `other`; what takes a protection away (single sign-on, an
 * address list) is not.
 */
const KINDS = kindTable({
  read: 'tenant.user.looked_up',
  share: `
    checkpoint.permission.created
    tenant.resource_share_grant.accepted
    tenant.resource_share_grant.created
    tenant.resource_share_grant.updated
  `,
  logon: `
    login.failed
    login.succeeded
    tenant.workload_identity.access_token.issued
  `,
  credential: `
    api_key.created
    api_key.updated
    certificate.created
    certificate.updated
    certificates.activated
    external_key.registered
    service_account.created
    service_account.updated
    tenant.admin_api_key.created
    tenant.admin_api_key.updated
    tenant.project_api_key.created
    tenant.service_account.updated
    tenant.sso.migrated
    tenant.sso_connection.created
    tenant.sso_connection.deleted
    tenant.sso_connection.setup.started
    tenant.sso_connection.updated
    tenant.workload_identity.binding.created
    tenant.workload_identity.mapping.created
    tenant.workload_identity.mapping.updated
    tenant.workload_identity.principal.provisioned
    tenant.workload_identity.provider.created
    tenant.workload_identity.provider.updated
    workload_identity_provider.created
    workload_identity_provider.updated
    workload_identity_provider_mapping.created
    workload_identity_provider_mapping.updated
  `,
  // Who may come in, and from where: roles and invitations, directories, address lists and access policies.
  privilege: `
    invite.accepted
    invite.sent
    ip_allowlist.config.activated
    ip_allowlist.config.deactivated
    ip_allowlist.created
    ip_allowlist.deleted
    ip_allowlist.updated
    role.assignment.created
    role.bound_to_resource
    role.created
    role.updated
    scim.disabled
    scim.enabled
    tenant.api_organization_invite.upserted
    tenant.chatgpt_workspace_invite.upserted
    tenant.custom_role.created
    tenant.custom_role.updated
    tenant.group.member.added
    tenant.membership.accepted
    tenant.microsoft_entra_mapping.upserted
    tenant.policy.attached
    tenant.policy.created
    tenant.policy.deleted
    tenant.policy.detached
    tenant.policy.updated
    tenant.product_access_policy.updated
    tenant.resource_access.updated
    tenant.resource_role_assignment.created
    tenant.role_assignment.created
    tenant.scim.deletion.requested
    tenant.scim.directory.created
    tenant.scim.setup.started
    tenant.session_policy.created
    tenant.session_policy.deleted
    tenant.session_policy.updated
    tenant.third_party_app_policy.updated
    tenant.user.added
    tenant.user.invited
    tenant.user.updated
    user.added
    user.updated
  `,
  // A bucket that OpenAI writes what it stores to; a tunnel lets it reach servers in the customer's network, and those
  // reach out through it.
  destination: 'external_storage.registered tunnel.created tunnel.updated',
});

export function kindOf(type: string): Kind {
  return KINDS.get(type) ?? 'other';
}
