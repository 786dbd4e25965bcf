metadata description = 'Tells people what needs them. Each rule fires for each row its query answers; the queries stand in infra/queries.'

param actionGroupName string
param namePrefix string
param location string
param tags object

@description('Who is told; empty: alerts show in the portal only.')
param email string

param workspaceId string
param topicId string

@description('Identity that the rules query with.')
param identityId string

type Rule = {
  name: string
  title: string
  description: string
  query: string
  severity: int
  @description('Column that tells the alerts of one rule apart.')
  dimension: string?
  frequency: string
  window: string
  @description('Period the query sees, where it is longer than the window.')
  sees: string?
}

var guide = 'What to do: docs/operating.md.'

var rules Rule[] = [
  {
    name: 'connection-needs-attention'
    title: 'A connection could not be brought to what is wanted of it'
    description: 'Staff cannot sign in, soon cannot, or a person has to act first.'
    query: loadTextContent('../queries/connectionNeedsAttention.kql')
    severity: 1
    dimension: 'Connection'
    frequency: 'PT15M'
    window: 'PT30M'
  }
  {
    name: 'secret-expires-soon'
    title: 'A client secret has less than two weeks left'
    description: 'It should have been renewed long ago.'
    query: loadTextContent('../queries/secretExpiresSoon.kql')
    severity: 1
    dimension: 'Connection'
    frequency: 'PT1H'
    window: 'P1D'
    sees: 'P2D'
  }
  {
    name: 'health-check-silent'
    title: 'No health check in 26 hours'
    description: 'The app does not start, its settings are wrong, or the timer is switched off.'
    query: loadTextContent('../queries/healthCheckSilent.kql')
    severity: 1
    frequency: 'PT1H'
    window: 'P1D'
    sees: 'P2D'
  }
  {
    name: 'work-parked'
    title: 'Work was given up'
    description: 'A message failed five times and lies in the poison queue, or could not be read.'
    query: loadTextContent('../queries/workParked.kql')
    severity: 2
    frequency: 'PT15M'
    window: 'PT30M'
  }
  {
    name: 'vault-refusals'
    title: 'The vault refused somebody'
    description: 'A role or a firewall rule is missing, or somebody tried what they may not.'
    query: loadTextContent('../queries/vaultRefusals.kql')
    severity: 2
    dimension: 'Caller'
    frequency: 'PT15M'
    window: 'PT30M'
  }
  {
    name: 'request-crashed'
    title: 'A request met a fault of the app'
    description: 'It answered 500.'
    query: loadTextContent('../queries/requestCrashed.kql')
    severity: 2
    frequency: 'PT15M'
    window: 'PT30M'
  }
]

var topicMetrics = [
  {
    name: 'events-dead-lettered'
    metric: 'DeadLetteredCount'
    description: 'Events of the vault could not be delivered for a day. The timer does their work; find out why.'
    severity: 2
  }
  {
    name: 'event-delivery-fails'
    metric: 'DeliveryAttemptFailCount'
    description: 'The app did not take an event of the vault. It is tried again for a day.'
    severity: 3
  }
]

resource actionGroup 'Microsoft.Insights/actionGroups@2023-01-01' = {
  name: actionGroupName
  location: 'global'
  tags: tags
  properties: {
    groupShortName: 'espocrm-sso'
    enabled: true
    emailReceivers: empty(email) ? [] : [{ name: 'operators', emailAddress: email, useCommonAlertSchema: true }]
  }
}

resource logAlerts 'Microsoft.Insights/scheduledQueryRules@2026-03-01' = [
  for rule in rules: {
    name: '${namePrefix}${rule.name}'
    location: location
    tags: tags
    kind: 'LogAlert'
    identity: {
      type: 'UserAssigned'
      userAssignedIdentities: { '${identityId}': {} }
    }
    properties: {
      displayName: rule.title
      description: '${rule.description} ${guide}'
      enabled: true
      severity: rule.severity
      scopes: [workspaceId]
      evaluationFrequency: rule.frequency
      windowSize: rule.window
      overrideQueryTimeRange: rule.?sees
      // Tables come into being with their first row; a new workspace has none yet.
      skipQueryValidation: true
      autoMitigate: true
      criteria: {
        allOf: [
          {
            query: rule.query
            timeAggregation: 'Count'
            operator: 'GreaterThan'
            threshold: 0
            failingPeriods: { numberOfEvaluationPeriods: 1, minFailingPeriodsToAlert: 1 }
            dimensions: rule.?dimension == null ? [] : [{ name: rule.dimension!, operator: 'Include', values: ['*'] }]
          }
        ]
      }
      actions: { actionGroups: [actionGroup.id] }
    }
  }
]

resource topicAlerts 'Microsoft.Insights/metricAlerts@2026-01-01' = [
  for alert in topicMetrics: {
    name: '${namePrefix}${alert.name}'
    location: 'global'
    tags: tags
    properties: {
      description: '${alert.description} ${guide}'
      enabled: true
      severity: alert.severity
      scopes: [topicId]
      evaluationFrequency: 'PT5M'
      windowSize: 'PT15M'
      autoMitigate: true
      criteria: {
        'odata.type': 'Microsoft.Azure.Monitor.SingleResourceMultipleMetricCriteria'
        allOf: [
          {
            criterionType: 'StaticThresholdCriterion'
            name: alert.metric
            metricNamespace: 'Microsoft.EventGrid/systemTopics'
            metricName: alert.metric
            timeAggregation: 'Total'
            operator: 'GreaterThan'
            threshold: 0
          }
        ]
      }
      actions: [{ actionGroupId: actionGroup.id }]
    }
  }
]
