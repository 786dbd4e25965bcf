metadata description = 'The event subscription: its endpoint is a function, which has to be deployed before.'

targetScope = 'subscription'

@description('Resource group of the vault\'s system topic.')
param vaultGroup string

@description('The vault\'s system topic.')
param topicName string

@description('The function app, and its resource group.')
param functionAppName string
param appGroup string

@description('Resource id of the storage account for events that cannot be delivered.')
param storageId string

@description('Name of the azd environment.')
param environmentName string

module subscription 'subscription.bicep' = {
  scope: resourceGroup(vaultGroup)
  params: {
    name: 'espocrm-${environmentName}'
    topicName: topicName
    functionAppName: functionAppName
    appGroup: appGroup
    storageId: storageId
  }
}

output CONNECTOR_EVENT_SUBSCRIPTION_ID string = subscription.outputs.id
