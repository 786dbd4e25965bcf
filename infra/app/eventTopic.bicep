metadata description = 'The topic through which a vault\'s events come. A vault can have only one.'

param name string

@description('That of the vault.')
param location string

param tags object
param vaultId string

resource topic 'Microsoft.EventGrid/systemTopics@2025-02-15' = {
  name: name
  location: location
  tags: tags
  // Only a system-assigned identity gets past the firewall of the storage account.
  identity: { type: 'SystemAssigned' }
  properties: {
    source: vaultId
    topicType: 'Microsoft.KeyVault.vaults'
  }
}

output name string = topic.name
output id string = topic.id
output principalId string = topic.identity.principalId
