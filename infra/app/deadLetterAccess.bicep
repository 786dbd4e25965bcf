metadata description = 'Lets the vault\'s topic write the events it could not deliver, into one container and nowhere else.'

param storageAccountName string
param topicPrincipalId string

var roles = loadJsonContent('../roles.json')

resource container 'Microsoft.Storage/storageAccounts/blobServices/containers@2025-06-01' existing = {
  name: '${storageAccountName}/default/eventgrid-deadletter'
}

resource topicWritesDeadLetters 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  name: guid(container.id, topicPrincipalId, roles['Storage Blob Data Contributor'])
  scope: container
  properties: {
    principalId: topicPrincipalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: subscriptionResourceId(
      'Microsoft.Authorization/roleDefinitions',
      roles['Storage Blob Data Contributor']
    )
  }
}
