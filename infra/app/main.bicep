metadata description = 'Everything but the event subscription, which needs the deployed function and so comes after it (infra/events).'

targetScope = 'subscription'

@description('Name of the azd environment; names and tags come from it.')
@minLength(1)
@maxLength(64)
param environmentName string

@description('Region of all resources. It has to offer Flex Consumption.')
@minLength(1)
@metadata({ azd: { type: 'location' } })
param location string

@description('When every connection is checked: NCRONTAB, six fields, UTC.')
param healthCheckSchedule string = '0 17 * * * *'

@description('How long one run goes on waiting for what passes by itself; ISO 8601.')
param settleWithin string = 'PT60S'

@description('Whether EspoCRM is asked to sign in with a made-up code, to see whether its secret works.')
@allowed(['on', 'off'])
param signInProbe string = 'on'

@description('EspoCRMs in private networks, for example crm.internal=10.0.0.0/8; they also need the virtual network.')
param espocrmPrivateHosts string = ''

@description('Who is told of renewals and failures: teams, slack, webhook, with commas between; their addresses lie in the vault as notify-teams-url and so on.')
param notify string = ''

@description('Whose sign-in and Graph addresses the app uses; only AzureUSGovernmentDoD has to be named.')
param cloud string = environment().name

@description('Client id of the registration that guards the API, which the preprovision hook makes; empty: the function key is all that guards it.')
param apiClientId string = ''

@description('Issuer of the tokens for the API.')
param openIdIssuer string = '${environment().authentication.loginEndpoint}${tenant().tenantId}/v2.0'

@description('Where alerts go; empty: they show in the portal only.')
param alertEmail string = ''

@description('For how many days logs are kept.')
param logRetentionDays int = 90

@description('How storage is replicated; Standard_LRS where a region has no zones.')
param storageSku string = 'Standard_ZRS'

@description('Memory of one instance, in MB.')
param instanceMemoryMB int = 512

@description('How many instances there may be at once.')
param maximumInstanceCount int = 40

@description('Whether the app reaches vault and storage over a virtual network only.')
param vnetEnabled bool = false

@description('Address space of that network, at least a /24.')
param vnetAddressPrefix string = '10.40.0.0/24'

@description('Public ranges from which operators may reach the vault, separated by commas; any range closes it for all others.')
param vaultAllowedIpRanges string = ''

@description('A vault to use instead of a new one; it has to use roles, not access policies.')
param existingVaultName string = ''

@description('Resource group of that vault.')
param existingVaultResourceGroup string = ''

@description('System topic which that vault has already; it needs a system-assigned identity.')
param existingVaultTopicName string = ''

@description('`recover` after a vault of this name was deleted in the last ninety days.')
param vaultCreateMode string = 'default'

@description('Object id of the people who put administrator sign-ins into the vault; empty: you grant them that.')
param operatorPrincipalId string = ''

@description('Whether that is a group, a user or an application.')
param operatorPrincipalType string = 'Group'

var short = loadJsonContent('../abbreviations.json')
var token = toLower(uniqueString(subscription().id, environmentName, location))
var base = 'espocrm-${token}'
var tags = { 'azd-env-name': environmentName, product: 'espocrm-entra-connector' }
var ipRanges = empty(vaultAllowedIpRanges) ? [] : split(replace(vaultAllowedIpRanges, ' ', ''), ',')
var vaultGroup = empty(existingVaultName) ? group.name : existingVaultResourceGroup

resource group 'Microsoft.Resources/resourceGroups@2025-04-01' = {
  name: '${short.resourceGroup}${environmentName}'
  location: location
  tags: tags
}

module appIdentity 'identity.bicep' = {
  scope: group
  params: { name: '${short.managedIdentity}${base}', location: location, tags: tags }
}

module alertsIdentity 'identity.bicep' = {
  scope: group
  params: { name: '${short.managedIdentity}${base}-alerts', location: location, tags: tags }
}

module monitoring 'monitoring.bicep' = {
  scope: group
  params: {
    workspaceName: '${short.logAnalyticsWorkspace}${base}'
    applicationInsightsName: '${short.applicationInsights}${base}'
    location: location
    tags: tags
    retentionDays: logRetentionDays
    appPrincipalId: appIdentity.outputs.principalId
    alertsPrincipalId: alertsIdentity.outputs.principalId
  }
}

module storage 'storage.bicep' = {
  scope: group
  params: {
    name: '${short.storageAccount}espocrm${token}'
    location: location
    tags: tags
    isPrivate: vnetEnabled
    sku: storageSku
    appPrincipalId: appIdentity.outputs.principalId
  }
}

module vault 'vault.bicep' = if (empty(existingVaultName)) {
  scope: group
  params: {
    name: '${short.keyVault}${token}'
    location: location
    tags: tags
    createMode: vaultCreateMode
    isPrivate: vnetEnabled
    allowedIpRanges: ipRanges
  }
}

module vaultAccess 'vaultAccess.bicep' = {
  scope: resourceGroup(vaultGroup)
  params: {
    vaultName: empty(existingVaultName) ? vault!.outputs.name : existingVaultName
    tags: tags
    appPrincipalId: appIdentity.outputs.principalId
    operatorPrincipalId: operatorPrincipalId
    operatorPrincipalType: operatorPrincipalType
    workspaceId: monitoring.outputs.workspaceId
    topicName: '${short.eventGridSystemTopic}${base}'
    existingTopicName: existingVaultTopicName
  }
}

module deadLetterAccess 'deadLetterAccess.bicep' = {
  scope: group
  params: {
    storageAccountName: storage.outputs.name
    topicPrincipalId: vaultAccess.outputs.topicPrincipalId
  }
}

module network 'network.bicep' = if (vnetEnabled) {
  scope: group
  params: { name: '${short.virtualNetwork}${base}', location: location, tags: tags, addressPrefix: vnetAddressPrefix }
}

var privateServices = [
  { group: 'blob', zone: 'privatelink.blob.${environment().suffixes.storage}' }
  { group: 'queue', zone: 'privatelink.queue.${environment().suffixes.storage}' }
  { group: 'vault', zone: 'privatelink${replace(environment().suffixes.keyvaultDns, '.vault.', '.vaultcore.')}' }
]

// One after the other: endpoints of one network made at once get into each other's way.
@batchSize(1)
module privateEndpoints 'privateEndpoint.bicep' = [
  for service in privateServices: if (vnetEnabled) {
    scope: group
    params: {
      name: '${short.privateEndpoint}${base}-${service.group}'
      location: location
      tags: tags
      networkId: network!.outputs.networkId
      subnetId: network!.outputs.endpointSubnetId
      resourceId: service.group == 'vault' ? vaultAccess.outputs.vaultId : storage.outputs.id
      groupId: service.group
      zoneName: service.zone
    }
  }
]

module app 'functionApp.bicep' = {
  scope: group
  // Without its private endpoints the app would start without storage and vault.
  dependsOn: [privateEndpoints]
  params: {
    name: '${short.functionApp}${base}'
    planName: '${short.plan}${base}'
    location: location
    tags: tags
    identityId: appIdentity.outputs.id
    identityClientId: appIdentity.outputs.clientId
    subnetId: vnetEnabled ? network!.outputs.appSubnetId : ''
    blobUri: storage.outputs.blobUri
    queueUri: storage.outputs.queueUri
    applicationInsightsConnectionString: monitoring.outputs.connectionString
    vaultUri: vaultAccess.outputs.vaultUri
    cloud: cloud
    healthCheckSchedule: healthCheckSchedule
    settleWithin: settleWithin
    signInProbe: signInProbe
    privateHosts: espocrmPrivateHosts
    notify: empty(notify) ? [] : split(notify, ',')
    instanceMemoryMB: instanceMemoryMB
    maximumInstanceCount: maximumInstanceCount
    apiClientId: apiClientId
    openIdIssuer: openIdIssuer
  }
}

module alerts 'alerts.bicep' = {
  scope: group
  params: {
    actionGroupName: '${short.actionGroup}${base}'
    namePrefix: '${base}-'
    location: location
    tags: tags
    email: alertEmail
    workspaceId: monitoring.outputs.workspaceId
    topicId: vaultAccess.outputs.topicId
    identityId: alertsIdentity.outputs.id
  }
}

module workbook 'workbook.bicep' = {
  scope: group
  params: { location: location, tags: tags, workspaceId: monitoring.outputs.workspaceId }
}

@description('What the hooks, the events layer and the operator need to know.')
output AZURE_RESOURCE_GROUP string = group.name
output AZURE_TENANT_ID string = tenant().tenantId
output CONNECTOR_URL string = 'https://${app.outputs.hostName}'
output CONNECTOR_FUNCTION_APP_NAME string = app.outputs.name
output CONNECTOR_IDENTITY_PRINCIPAL_ID string = appIdentity.outputs.principalId
output CONNECTOR_CLOUD string = cloud
output CONNECTOR_VAULT_URI string = vaultAccess.outputs.vaultUri
output CONNECTOR_VAULT_GROUP string = vaultGroup
output CONNECTOR_TOPIC_NAME string = vaultAccess.outputs.topicName
output CONNECTOR_STORAGE_ID string = storage.outputs.id
output CONNECTOR_WORKBOOK_ID string = workbook.outputs.id
