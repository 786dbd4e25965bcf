/** The groups that are assigned to an enterprise application: the only ones whose names this app may read. */
import * as z from 'zod';
import type { AppId } from '../../core/ids';
import type { AssignedGroup } from '../../core/observation';
import type { Graph } from './graph';

const FIELDS = 'principalId,principalType,principalDisplayName';
/** The most that Graph puts on a page. */
const ON_A_PAGE = 999;

const pageSchema = z.object({
  value: z.array(
    z.object({ principalId: z.string(), principalType: z.string(), principalDisplayName: z.string().nullable() }),
  ),
  '@odata.nextLink': z.string().optional(),
});

/**
 * Needs no more than `Application.ReadWrite.OwnedBy`, which no list of all groups does
 * (microsoft-graph-docs-contrib, serviceprincipal-list-approleassignedto-permissions.md). None where there is no such
 * application (yet).
 */
export async function readAssignedGroups(graph: Graph, appId: AppId): Promise<readonly AssignedGroup[]> {
  // By id: a group that holds several roles of the application is listed once for each.
  const groups = new Map<string, AssignedGroup>();
  let path: string | undefined =
    `/servicePrincipals(appId='${appId}')/appRoleAssignedTo?$top=${ON_A_PAGE}&$select=${FIELDS}`;
  while (path !== undefined) {
    const found: unknown = await graph.find('read the assigned groups', path);
    if (found === undefined) return [];
    const { value, '@odata.nextLink': next } = pageSchema.parse(found);
    for (const { principalId, principalType, principalDisplayName } of value)
      if (principalType === 'Group')
        groups.set(principalId, { id: principalId, displayName: principalDisplayName ?? '' });
    path = next;
  }
  return [...groups.values()];
}
