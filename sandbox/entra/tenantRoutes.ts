/** What Graph says about the tenant: its organization and its rules for client secrets. */
import type { Route } from '../kit/simulator';
import type { GraphDeps, GraphRoute } from './graphRoute';
import { listAnswer } from './odataQuery';

const since = '2020-01-01T00:00:00Z';

export function tenantRoutes({ directory, graphUrl }: GraphDeps, route: GraphRoute): readonly Route[] {
  const organization = () => ({
    id: directory.tenantId,
    deletedDateTime: null,
    createdDateTime: since,
    displayName: 'Sandbox',
    tenantType: 'AAD',
    verifiedDomains: [
      { capabilities: 'Email', isDefault: true, isInitial: true, name: 'sandbox.example', type: 'Managed' },
    ],
  });

  const restrictions = () => {
    const { maxLifetimeDays, secretsAllowed = true } = directory.settings.policy;
    const rule = { restrictForAppsCreatedAfterDateTime: since, state: 'enabled' };
    return {
      keyCredentials: [],
      passwordCredentials: [
        ...(secretsAllowed ? [] : [{ ...rule, restrictionType: 'passwordAddition', maxLifetime: null }]),
        ...(maxLifetimeDays === undefined
          ? []
          : [{ ...rule, restrictionType: 'passwordLifetime', maxLifetime: `P${maxLifetimeDays}D` }]),
      ],
    };
  };

  return [
    route(
      'listOrganization',
      'GET',
      '/organization',
      ({ request }) => {
        const items = [organization()];
        const properties = Object.keys(organization());
        return listAnswer(
          request,
          { name: 'organization', type: 'organization', properties, graphUrl: graphUrl() },
          items,
        );
      },
      ['Directory.Read.All'],
    ),
    route(
      'getAppManagementPolicy',
      'GET',
      '/policies/defaultAppManagementPolicy',
      () => ({
        status: 200,
        body: {
          '@odata.context': `${graphUrl()}/v1.0/$metadata#policies/defaultAppManagementPolicy/$entity`,
          id: '00000000-0000-0000-0000-000000000000',
          displayName: 'Default app management tenant policy',
          description:
            'Default tenant policy that enforces app management restrictions on applications and service principals.',
          isEnabled: restrictions().passwordCredentials.length > 0,
          applicationRestrictions: restrictions(),
          servicePrincipalRestrictions: restrictions(),
        },
      }),
      ['Policy.Read.ApplicationConfiguration'],
    ),
  ];
}
