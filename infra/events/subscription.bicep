metadata description = 'Our secrets\' near-expiry and expired events, to the function vaultEvent.'

param name string
param topicName string
param appGroup string
param functionAppName string
param storageId string

resource topic 'Microsoft.EventGrid/systemTopics@2025-02-15' existing = {
  name: topicName
}

resource app 'Microsoft.Web/sites@2025-03-01' existing = {
  scope: resourceGroup(appGroup)
  name: functionAppName

  resource function 'functions' existing = { name: 'vaultEvent' }
}

resource subscription 'Microsoft.EventGrid/systemTopics/eventSubscriptions@2025-02-15' = {
  parent: topic
  name: name
  properties: {
    destination: {
      endpointType: 'AzureFunction'
      properties: {
        resourceId: app::function.id
        maxEventsPerBatch: 1
        preferredBatchSizeInKilobytes: 64
      }
    }
    eventDeliverySchema: 'EventGridSchema'
    filter: {
      // Never SecretNewVersionCreated: our own writes would call us.
      includedEventTypes: ['Microsoft.KeyVault.SecretNearExpiry', 'Microsoft.KeyVault.SecretExpired']
      // The subject is the secret's name; it begins like all of ours.
      subjectBeginsWith: 'espocrm-'
      isSubjectCaseSensitive: false
    }
    retryPolicy: { maxDeliveryAttempts: 30, eventTimeToLiveInMinutes: 1440 }
    deadLetterWithResourceIdentity: {
      identity: { type: 'SystemAssigned' }
      deadLetterDestination: {
        endpointType: 'StorageBlob'
        properties: { resourceId: storageId, blobContainerName: 'eventgrid-deadletter' }
      }
    }
  }
}

output id string = subscription.id
