metadata description = 'Who may use the vault, what is recorded of it, and its events: for a vault of ours and for one that was there before.'

param vaultName string
param tags object

@description('The identity the app acts with.')
param appPrincipalId string

@description('Object id of the people who put administrator sign-ins into the vault; empty when somebody else grants them that.')
param operatorPrincipalId string

@allowed(['Group', 'User', 'ServicePrincipal'])
param operatorPrincipalType string

param workspaceId string

@description('Name of the new system topic.')
param topicName string

@description('Name of the vault\'s system topic, if it has one; a source can have only one. It needs a system-assigned identity.')
param existingTopicName string

var roles = loadJsonContent('../roles.json')
var secretsOfficer = subscriptionResourceId(
  'Microsoft.Authorization/roleDefinitions',
  roles['Key Vault Secrets Officer']
)

resource vault 'Microsoft.KeyVault/vaults@2025-05-01' existing = {
  name: vaultName
}

resource appUsesSecrets 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  name: guid(vault.id, appPrincipalId, roles['Key Vault Secrets Officer'])
  scope: vault
  properties: {
    principalId: appPrincipalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: secretsOfficer
  }
}

resource operatorsUseSecrets 'Microsoft.Authorization/roleAssignments@2022-04-01' = if (!empty(operatorPrincipalId)) {
  name: guid(vault.id, operatorPrincipalId, roles['Key Vault Secrets Officer'])
  scope: vault
  properties: {
    principalId: operatorPrincipalId
    principalType: operatorPrincipalType
    roleDefinitionId: secretsOfficer
  }
}

// No stable version knows category groups.
#disable-next-line use-recent-api-versions
resource audit 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = {
  name: 'espocrm-entra-connector'
  scope: vault
  properties: {
    workspaceId: workspaceId
    logAnalyticsDestinationType: 'Dedicated'
    logs: [
      { categoryGroup: 'audit', enabled: true }
    ]
  }
}

module newTopic 'eventTopic.bicep' = if (empty(existingTopicName)) {
  params: { name: topicName, location: vault.location, tags: tags, vaultId: vault.id }
}

resource existingTopic 'Microsoft.EventGrid/systemTopics@2025-02-15' existing = if (!empty(existingTopicName)) {
  name: existingTopicName
}

output vaultUri string = vault.properties.vaultUri
output vaultId string = vault.id
output topicName string = empty(existingTopicName) ? newTopic!.outputs.name : existingTopic.name
output topicId string = empty(existingTopicName) ? newTopic!.outputs.id : existingTopic.id
output topicPrincipalId string = empty(existingTopicName)
  ? newTopic!.outputs.principalId
  : existingTopic!.identity.principalId
