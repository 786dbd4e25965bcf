metadata description = 'The app itself, on Flex Consumption: one identity, no keys, no publishing passwords.'

param name string
param planName string
param location string
param tags object

@description('The identity it acts with, and its client id.')
param identityId string
param identityClientId string

@description('Empty: it reaches the internet only. Otherwise the subnet through which it goes out.')
param subnetId string

param blobUri string
param queueUri string
param applicationInsightsConnectionString string
param vaultUri string

@description('Settings of the app; docs/settings.md says what each means.')
param cloud string
param healthCheckSchedule string
param settleWithin string
param signInProbe string
param privateHosts string

@description('Who is told of renewals and failures; where each is reached lies in the vault.')
param notify string[]

@allowed([512, 2048, 4096])
param instanceMemoryMB int

@minValue(40)
@maxValue(1000)
param maximumInstanceCount int

@description('Client id of the registration that guards the API; empty: App Service authentication is off, and the function key is all that guards it.')
param apiClientId string

@description('Issuer of the tokens for the API.')
param openIdIssuer string

var reference = '@Microsoft.KeyVault(SecretUri=${vaultUri}secrets/'

resource plan 'Microsoft.Web/serverfarms@2025-03-01' = {
  name: planName
  location: location
  tags: tags
  kind: 'functionapp'
  sku: { name: 'FC1', tier: 'FlexConsumption' }
  properties: { reserved: true }
}

resource app 'Microsoft.Web/sites@2025-03-01' = {
  name: name
  location: location
  // azd finds by this tag where to deploy the service of that name.
  tags: union(tags, { 'azd-service-name': 'connector' })
  kind: 'functionapp,linux'
  identity: {
    type: 'UserAssigned'
    userAssignedIdentities: { '${identityId}': {} }
  }
  properties: {
    serverFarmId: plan.id
    httpsOnly: true
    clientAffinityEnabled: false
    keyVaultReferenceIdentity: identityId
    virtualNetworkSubnetId: empty(subnetId) ? null : subnetId
    siteConfig: {
      minTlsVersion: '1.2'
      scmMinTlsVersion: '1.2'
      http20Enabled: true
      remoteDebuggingEnabled: false
    }
    functionAppConfig: {
      runtime: { name: 'node', version: '24' }
      scaleAndConcurrency: {
        instanceMemoryMB: instanceMemoryMB
        maximumInstanceCount: maximumInstanceCount
      }
      deployment: {
        storage: {
          type: 'blobContainer'
          value: '${blobUri}app-package'
          authentication: {
            type: 'UserAssignedIdentity'
            userAssignedIdentityResourceId: identityId
          }
        }
      }
    }
  }

  resource settings 'config' = {
    name: 'appsettings'
    properties: {
      AzureWebJobsStorage__credential: 'managedidentity'
      AzureWebJobsStorage__clientId: identityClientId
      AzureWebJobsStorage__blobServiceUri: blobUri
      AzureWebJobsStorage__queueServiceUri: queueUri
      APPLICATIONINSIGHTS_CONNECTION_STRING: applicationInsightsConnectionString
      APPLICATIONINSIGHTS_AUTHENTICATION_STRING: 'ClientId=${identityClientId};Authorization=AAD'
      AZURE_TENANT_ID: tenant().tenantId
      AZURE_CLIENT_ID: identityClientId
      AZURE_CLOUD: cloud
      KEY_VAULT_URI: vaultUri
      HEALTH_CHECK_SCHEDULE: healthCheckSchedule
      SETTLE_WITHIN: settleWithin
      SIGN_IN_PROBE: signInProbe
      ESPOCRM_PRIVATE_HOSTS: privateHosts
      NOTIFY_TEAMS_URL: contains(notify, 'teams') ? '${reference}notify-teams-url)' : ''
      NOTIFY_SLACK_URL: contains(notify, 'slack') ? '${reference}notify-slack-url)' : ''
      NOTIFY_WEBHOOK_URL: contains(notify, 'webhook') ? '${reference}notify-webhook-url)' : ''
      NOTIFY_WEBHOOK_SECRET: contains(notify, 'webhook') ? '${reference}notify-webhook-secret)' : ''
    }
  }

  resource noPasswordForScm 'basicPublishingCredentialsPolicies' = {
    name: 'scm'
    properties: { allow: false }
  }

  resource noPasswordForFtp 'basicPublishingCredentialsPolicies' = {
    name: 'ftp'
    properties: { allow: false }
  }

  resource authentication 'config' = {
    name: 'authsettingsV2'
    properties: {
      platform: { enabled: !empty(apiClientId) }
      globalValidation: {
        requireAuthentication: true
        unauthenticatedClientAction: 'Return401'
        // Event Grid signs its calls with a system key; the health answer says nothing about connections.
        excludedPaths: ['/api/health', '/runtime/webhooks/eventgrid']
      }
      httpSettings: { requireHttps: true }
      login: { tokenStore: { enabled: false } }
      identityProviders: {
        azureActiveDirectory: {
          enabled: !empty(apiClientId)
          registration: { clientId: apiClientId, openIdIssuer: openIdIssuer }
          validation: { allowedAudiences: [apiClientId, 'api://${apiClientId}'] }
        }
      }
    }
  }
}

output name string = app.name
output hostName string = app.properties.defaultHostName
