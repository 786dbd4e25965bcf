metadata description = 'Log Analytics and Application Insights, which take telemetry from Entra identities only.'

param workspaceName string
param applicationInsightsName string
param location string
param tags object

@description('For how long logs are kept. The answers of docs/operating.md reach back as far.')
@minValue(30)
@maxValue(730)
param retentionDays int

@description('The identity that sends telemetry.')
param appPrincipalId string

@description('The identity that alert rules query with.')
param alertsPrincipalId string

var roles = loadJsonContent('../roles.json')

resource workspace 'Microsoft.OperationalInsights/workspaces@2025-07-01' = {
  name: workspaceName
  location: location
  tags: tags
  properties: {
    sku: { name: 'PerGB2018' }
    retentionInDays: retentionDays
    features: {
      disableLocalAuth: true
      // Otherwise whoever may read one resource could read its logs here.
      enableLogAccessUsingOnlyResourcePermissions: false
    }
  }
}

resource applicationInsights 'Microsoft.Insights/components@2020-02-02' = {
  name: applicationInsightsName
  location: location
  tags: tags
  kind: 'web'
  properties: {
    Application_Type: 'web'
    WorkspaceResourceId: workspace.id
    DisableLocalAuth: true
  }
}

resource appSendsTelemetry 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  name: guid(applicationInsights.id, appPrincipalId, roles['Monitoring Metrics Publisher'])
  scope: applicationInsights
  properties: {
    principalId: appPrincipalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: subscriptionResourceId(
      'Microsoft.Authorization/roleDefinitions',
      roles['Monitoring Metrics Publisher']
    )
  }
}

// Without an identity of their own, rules query with the permissions of whoever edited them last.
resource alertsReadLogs 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  name: guid(workspace.id, alertsPrincipalId, roles['Log Analytics Reader'])
  scope: workspace
  properties: {
    principalId: alertsPrincipalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', roles['Log Analytics Reader'])
  }
}

output workspaceId string = workspace.id
output connectionString string = applicationInsights.properties.ConnectionString
