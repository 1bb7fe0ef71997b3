import { camelCase, type Table } from './sentinel-table.ts';

/** `ActorIp` was `actor_ip`. */
const snakeCase = (column: string) => column.replace(/(?<=.)[A-Z]/g, '_$&').toLowerCase();

/** `AuthorAccountId` was `accountId` of `author`. */
const ofObject = (column: string) =>
  column
    .replace(/^(AffectedObject|Author|ObjectItem)(?=[A-Z])/, '$1.')
    .replace(/(?:^|\.)[A-Z]/g, (first) => first.toLowerCase());

const BOX_OBJECT = /^(created_by|accessible_by|source(?:_(?:parent|owned_by|classification))?)_(?=.)/;

/**
 * Of other vendors' logs, which connectors fill: https://github.com/Azure/Azure-Sentinel/tree/master/Solutions,
 * https://learn.microsoft.com/en-us/azure/azure-monitor/reference/tables/awscloudtrail and
 * https://learn.microsoft.com/en-us/azure/azure-monitor/reference/tables/gcpauditlogs
 */
export const CONNECTOR_TABLES: readonly Table[] = [
  {
    marks: ['EventSource', 'EventName', 'UserIdentityType'],
    fields: {
      AdditionalEventData: 'additionalEventData',
      AWSRegion: 'awsRegion',
      AwsEventId: 'eventID',
      Category: 'eventCategory',
      ErrorCode: 'errorCode',
      ErrorMessage: 'errorMessage',
      EventName: 'eventName',
      EventSource: 'eventSource',
      EventTypeName: 'eventType',
      EventVersion: 'eventVersion',
      ReadOnly: 'readOnly',
      RecipientAccountId: 'recipientAccountId',
      RequestParameters: 'requestParameters',
      Resources: 'resources',
      ResponseElements: 'responseElements',
      ServiceEventDetails: 'serviceEventDetails',
      SessionIssuerAccountId: 'userIdentity.sessionContext.sessionIssuer.accountId',
      SessionIssuerArn: 'userIdentity.sessionContext.sessionIssuer.arn',
      SessionIssuerPrincipalId: 'userIdentity.sessionContext.sessionIssuer.principalId',
      SessionIssuerType: 'userIdentity.sessionContext.sessionIssuer.type',
      SessionIssuerUserName: 'userIdentity.sessionContext.sessionIssuer.userName',
      SessionMfaAuthenticated: 'userIdentity.sessionContext.attributes.mfaAuthenticated',
      SharedEventId: 'sharedEventID',
      SourceIpAddress: 'sourceIPAddress',
      TimeGenerated: 'eventTime',
      UserAgent: 'userAgent',
      UserIdentityAccessKeyId: 'userIdentity.accessKeyId',
      UserIdentityAccountId: 'userIdentity.accountId',
      UserIdentityArn: 'userIdentity.arn',
      UserIdentityInvokedBy: 'userIdentity.invokedBy',
      UserIdentityPrincipalid: 'userIdentity.principalId',
      UserIdentityType: 'userIdentity.type',
      UserIdentityUserName: 'userIdentity.userName',
      VpcEndpointId: 'vpcEndpointId',
    },
  },
  {
    marks: ['MethodName', 'ServiceName', 'InsertId'],
    fields: {
      AuthenticationInfo: 'protoPayload.authenticationInfo',
      AuthorizationInfo: 'protoPayload.authorizationInfo',
      GCPResourceName: 'protoPayload.resourceName',
      GCPResourceType: 'resource.type',
      InsertId: 'insertId',
      LogName: 'logName',
      Metadata: 'protoPayload.metadata',
      MethodName: 'protoPayload.methodName',
      NumResponseItems: 'protoPayload.numResponseItems',
      ProjectId: 'resource.labels.project_id',
      Request: 'protoPayload.request',
      RequestMetadata: 'protoPayload.requestMetadata',
      Response: 'protoPayload.response',
      ServiceData: 'protoPayload.serviceData',
      ServiceName: 'protoPayload.serviceName',
      Severity: 'severity',
      Status: 'protoPayload.status',
      Timestamp: 'timestamp',
    },
  },
  // DatabricksAccounts and its like, one for each service:
  // https://learn.microsoft.com/en-us/azure/azure-monitor/reference/tables/databricksunitycatalog.
  {
    marks: ['ServiceName', 'ActionName', 'RequestParams'],
    fields: {
      Identity: 'userIdentity',
      SourceIPAddress: 'sourceIPAddress',
      TimeGenerated: 'timestamp',
    },
    others: camelCase,
  },
  // OktaV2_CL.
  {
    marks: ['EventOriginalType', 'EventOriginalUid', 'OriginalActorAlternateId'],
    fields: {
      ActingAppName: 'client.userAgent.browser',
      ActorDetailEntry: 'actor.detailEntry',
      ActorDisplayName: 'actor.displayName',
      ActorSessionId: 'authenticationContext.externalSessionId',
      DebugData: 'debugContext.debugData',
      EventMessage: 'displayMessage',
      EventOriginalResultDetails: 'outcome.reason',
      EventOriginalType: 'eventType',
      EventOriginalUid: 'uuid',
      HttpUserAgent: 'client.userAgent.rawUserAgent',
      LegacyEventType: 'legacyEventType',
      OriginalActorAlternateId: 'actor.alternateId',
      OriginalClientDevice: 'client.device',
      OriginalOutcomeResult: 'outcome.result',
      OriginalSeverity: 'severity',
      OriginalTarget: 'target',
      OriginalUserId: 'actor.id',
      OriginalUserType: 'actor.type',
      Request: 'request',
      SecurityContextAsNumber: 'securityContext.asNumber',
      SecurityContextAsOrg: 'securityContext.asOrg',
      SecurityContextDomain: 'securityContext.domain',
      SecurityContextIsProxy: 'securityContext.isProxy',
      SrcDvcOs: 'client.userAgent.os',
      SrcGeoCity: 'client.geographicalContext.city',
      SrcGeoCountry: 'client.geographicalContext.country',
      SrcIpAddr: 'client.ipAddress',
      SrcIsp: 'securityContext.isp',
      SrcZone: 'client.zone',
      TimeGenerated: 'published',
      TransactionId: 'transaction.id',
      TransactionType: 'transaction.type',
      Version: 'version',
    },
  },
  // GoogleWorkspaceReports: https://learn.microsoft.com/en-us/azure/azure-monitor/reference/tables/googleworkspacereports
  {
    marks: ['EventName', 'IdApplicationName'],
    fields: {
      ActorApplicationInfoOauthClientId: 'actor.applicationInfo.oauthClientId',
      ActorCallerType: 'actor.callerType',
      ActorEmail: 'actor.email',
      ActorKey: 'actor.key',
      ActorProfileId: 'actor.profileId',
      EventName: 'name',
      EventParameters: 'parameters',
      EventType: 'type',
      IdApplicationName: 'id.applicationName',
      IdUniqueQualifier: 'id.uniqueQualifier',
      IPAddress: 'ipAddress',
      SrcIpAddr: 'ipAddress',
      TimeGenerated: 'id.time',
    },
  },
  // GitHubAuditLogsV3_CL.
  {
    marks: ['Action', 'CreatedAt', 'DocumentId'],
    fields: {
      ActivityType: 'type',
      CountryCode: 'actor_location.country_code',
      DocumentId: '_document_id',
      TimeGenerated: '@timestamp',
    },
    others: snakeCase,
  },
  // SlackAuditV2_CL.
  { marks: ['Action', 'DateCreate', 'Actor'], fields: {}, others: snakeCase },
  // ConfluenceAuditLogs_CL and Jira_Audit_v2_CL.
  { marks: ['CreationDate', 'EventCategoryType', 'Summary'], fields: {}, others: ofObject },
  {
    marks: ['EventCategoryType', 'EventCreationTime', 'EventId', 'EventMessage'],
    fields: {
      EventCategoryType: 'category',
      EventCreationTime: 'created',
      EventId: 'id',
      EventMessage: 'summary',
      SrcIpAddr: 'remoteAddress',
      UserName: 'authorKey',
      UserSid: 'authorAccountId',
    },
    others: ofObject,
  },
  // Auth0Logs_CL.
  {
    marks: ['EventType', 'LogId', 'TenantName'],
    fields: {
      ActorUserId: 'user_id',
      ActorUsername: 'user_name',
      EventType: 'type',
      HttpUserAgent: 'user_agent',
      SrcIpAddr: 'ip',
      TimeGenerated: 'date',
    },
    others: snakeCase,
  },
  // ZoomV2_CL: the operation log, and who signed in.
  { marks: ['CategoryType', 'OperationDetail'], fields: {}, others: snakeCase },
  { marks: ['ActivityType', 'Email'], fields: { ActivityType: 'type' }, others: snakeCase },
  // SnowflakeQueryV3_CL and SnowflakeLoginV3_CL.
  { marks: ['QueryId', 'QueryType', 'ExecutionStatus'], fields: {}, others: snakeCase },
  { marks: ['EventTimestamp', 'UserName', 'IsSuccess'], fields: {}, others: snakeCase },
  // SalesforceServiceCloudV2_CL.
  {
    marks: ['EventType', 'TimestampDerived', 'OrganizationId'],
    fields: { TimeStamp: 'timestamp' },
    others: snakeCase,
  },
  // SalesForceRealTimeEventMonitoring_CL.
  { marks: ['EventDate', 'EventIdentifier', 'SalesforceDomain'], fields: { UserNameDetail: 'Username' } },
  // BoxEventsV2_CL.
  {
    marks: ['event_type', 'event_category', 'event_id'],
    fields: { event_category: 'type' },
    others: (column) =>
      column.replace(BOX_OBJECT, (_, name: string) => `${name.replace('source_', 'source.')}.`),
  },
];
