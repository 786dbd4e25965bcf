/**
 * Microsoft Graph v1.0, as far as app registrations, their secrets and their service principals go.
 *
 * | behaviour | source |
 * |---|---|
 * | upsert by uniqueName: 201 with the object, 204, 404 without the header | microsoft-graph-docs-contrib, application-upsert.md |
 * | a taken uniqueName is 400, and a deleted registration keeps its name | byte5ai/omadia issue 916, msgraph-bicep-types issue 137 |
 * | without an audience, personal accounts are let in; two secrets then | application-upsert.md, Azure/azure-cli issue 12946 |
 * | passwordCredentials are refused in creates and updates | application-upsert.md |
 * | unknown properties are 400 Request_BadRequest | microsoft-graph-docs-contrib issue 7960 |
 * | acceptMappedClaims on create is 403 under OwnedBy | nais/azurerator issue 164 |
 * | names of 120 characters, tags, redirect URIs, logout URL | entra-docs, supported-accounts-validation.md |
 * | 250 objects for each creator, deleted ones counted | entra-docs, entra-service-limits-include.md |
 * | creator owns, or does not | msgraph-sdk-powershell issue 829; macel94/mutandae internal/provider/azure.go |
 * | a service principal needs an owned application | microsoft-graph-docs issue 16138 |
 * | for seconds the replica does not know the application: 400 NoBackingApplicationObject | terraform-provider-azuread issues 611, 992; vault-plugin-secrets-azure issue 49 |
 * | who is assigned to an application is read under OwnedBy | serviceprincipal-list-approleassignedto.md |
 * | a permission is granted once; again is 400 | serviceprincipal-post-approleassignments.md |
 * | adding owners needs more than OwnedBy; removing does not | application-post-owners.md, application-delete-owners.md |
 * | addPassword answers the text once, with keyId, hint and dates | application-addpassword.md |
 * | removing a secret that the replica has not seen: 400, it stays | macel94/mutandae, vault-plugin-secrets-azure client.go |
 * | successive reads show the old and the new state | hmcts/service-api-marketplace, demo/README.md |
 * | secret lifetime policy | microsoft-365-agents-toolkit issue 10998, pull request 11188 |
 * | reading policy and organization needs roles of its own | tenantappmanagementpolicy-get.md, organization-list.md |
 * | recycle bin for 30 days; restoring does not bring the service principal back | directory-deleteditems-restore.md |
 * | advanced queries; ignored $count | aad-advanced-queries.md |
 * | throttled by application and tenant: resource units, writes | microsoft-graph-docs-contrib, throttling-limits.md |
 * | 401 with a Bearer challenge, 403, 404, 409 bodies | microsoft-graph-docs issues 6059, 6139; nais/azurerator issue 448 |
 */
import type { Simulator } from '../kit/simulator';
import { applicationRoutes } from './applicationRoutes';
import { appRoleRoutes } from './appRoleRoutes';
import { deletedItemRoutes } from './deletedItemRoutes';
import { graphRefusals } from './graphRefusal';
import { createGraphRoutes, type GraphDeps } from './graphRoute';
import { ownerRoutes } from './ownerRoutes';
import { secretRoutes } from './secretRoutes';
import { servicePrincipalRoutes } from './servicePrincipalRoutes';
import { tenantRoutes } from './tenantRoutes';

export function createGraph(deps: GraphDeps): Simulator {
  const { route, refuse } = createGraphRoutes(deps);
  return {
    service: 'graph',
    routes: [
      ...applicationRoutes(deps, route),
      ...secretRoutes(deps, route),
      ...ownerRoutes(deps, route),
      ...appRoleRoutes(deps, route),
      ...servicePrincipalRoutes(deps, route),
      ...deletedItemRoutes(deps, route),
      ...tenantRoutes(deps, route),
    ],
    unmatched: (request) =>
      refuse(
        request,
        graphRefusals.badQuery(`Resource not found for the segment '${request.path.split('/').at(-1)}'.`),
      ),
  };
}
