metadata description = 'A vault for client secrets and administrator sign-ins: access by role only, audited, and nothing in it lost for ninety days.'

param name string
param location string
param tags object

@description('`recover` brings back a vault that was deleted in the last ninety days; its name is taken until then.')
@allowed(['default', 'recover'])
param createMode string

@description('Whether only private endpoints, trusted Azure services and the ranges below reach it.')
param isPrivate bool

@description('Public address ranges, in CIDR notation, from which operators may reach the vault. Any range closes it for all others.')
param allowedIpRanges string[]

var isClosed = isPrivate || !empty(allowedIpRanges)

resource vault 'Microsoft.KeyVault/vaults@2025-05-01' = {
  name: name
  location: location
  tags: tags
  properties: {
    tenantId: tenant().tenantId
    sku: { family: 'A', name: 'standard' }
    createMode: createMode
    enableRbacAuthorization: true
    enableSoftDelete: true
    softDeleteRetentionInDays: 90
    enablePurgeProtection: true
    publicNetworkAccess: isPrivate && empty(allowedIpRanges) ? 'Disabled' : 'Enabled'
    networkAcls: {
      bypass: 'AzureServices'
      defaultAction: isClosed ? 'Deny' : 'Allow'
      ipRules: [for range in allowedIpRanges: { value: range }]
    }
  }
}

output name string = vault.name
