metadata description = 'A page in the portal with the answers an operator wants first. Its queries stand in infra/queries, and docs/operating.md explains them.'

param location string
param tags object
param workspaceId string

var panels = [
  {
    title: 'How every connection is doing'
    visualization: 'table'
    query: loadTextContent('../queries/connections.kql')
  }
  {
    title: 'When client secrets expire'
    visualization: 'barchart'
    query: loadTextContent('../queries/expiry.kql')
  }
  {
    title: 'What was done'
    visualization: 'table'
    query: loadTextContent('../queries/history.kql')
  }
  {
    title: 'What failed, and where'
    visualization: 'table'
    query: loadTextContent('../queries/failures.kql')
  }
  {
    title: 'Health checks'
    visualization: 'timechart'
    query: loadTextContent('../queries/healthChecks.kql')
  }
  {
    title: 'Who asked for changes'
    visualization: 'table'
    query: loadTextContent('../queries/changes.kql')
  }
]

resource workbook 'Microsoft.Insights/workbooks@2023-06-01' = {
  name: guid(workspaceId, 'espocrm-entra-connector')
  location: location
  tags: tags
  kind: 'shared'
  properties: {
    category: 'workbook'
    displayName: 'EspoCRM Entra connector'
    sourceId: workspaceId
    version: 'Notebook/1.0'
    serializedData: string({
      version: 'Notebook/1.0'
      items: concat(
        [
          {
            type: 9
            name: 'parameters'
            content: {
              version: 'KqlParameterItem/1.0'
              parameters: [
                {
                  version: 'KqlParameterItem/1.0'
                  name: 'TimeRange'
                  label: 'Period'
                  type: 4
                  isRequired: true
                  value: { durationMs: 2592000000 }
                  typeSettings: {
                    selectableValues: [
                      { durationMs: 86400000 }
                      { durationMs: 604800000 }
                      { durationMs: 2592000000 }
                    ]
                    allowCustom: true
                  }
                }
              ]
            }
          }
        ],
        map(panels, panel => {
          type: 3
          name: panel.title
          content: {
            version: 'KqlItem/1.0'
            title: panel.title
            query: panel.query
            size: 0
            queryType: 0
            resourceType: 'microsoft.operationalinsights/workspaces'
            visualization: panel.visualization
            timeContextFromParameter: 'TimeRange'
            noDataMessage: 'Nothing in this period.'
          }
        })
      )
      fallbackResourceIds: [workspaceId]
    })
  }
}

output id string = workbook.id
