/** Graph's operations on app roles: those that principals hold in Graph itself, and who is assigned to an application. */
import * as z from 'zod';
import type { Route } from '../kit/simulator';
import { GRAPH_APP_ID } from './graphAudiences';
import { objectOf, parsedBody } from './graphBody';
import { readServicePrincipal, servicePrincipalPath } from './graphKeys';
import { graphRefusals } from './graphRefusal';
import type { GraphCall, GraphDeps, GraphHandler, GraphRoute } from './graphRoute';
import { entityAnswer, listAnswer } from './odataQuery';
import type { AppRoleAssignment } from './records';
import type { GraphRole } from './tenantSettings';

/** Graph's own service principal in the tenant. */
const GRAPH_PRINCIPAL_ID = '0fffffff-0000-4000-8000-00000000c003';

const readers: readonly GraphRole[] = [
  'Application.ReadWrite.OwnedBy',
  'Application.ReadWrite.All',
  'AppRoleAssignment.ReadWrite.All',
  'Directory.Read.All',
];
const creation = z.strictObject({ principalId: z.guid(), resourceId: z.guid(), appRoleId: z.guid() });

interface Shown {
  readonly principalType: 'Group' | 'ServicePrincipal';
  readonly principalDisplayName: string | null;
  readonly resourceDisplayName: string | null;
}

const view = ({ createdAt, ...record }: AppRoleAssignment, shown: Shown) => ({
  ...record,
  ...shown,
  deletedDateTime: null,
  createdDateTime: createdAt.toISOString(),
});
const inGraph: Shown = {
  principalType: 'ServicePrincipal',
  principalDisplayName: null,
  resourceDisplayName: 'Microsoft Graph',
};
const properties = Object.keys(
  view({ id: '', createdAt: new Date(0), principalId: '', resourceId: '', appRoleId: '' }, inGraph),
);

export function appRoleRoutes({ world, directory, graphUrl }: GraphDeps, route: GraphRoute): readonly Route[] {
  const { appRoleAssignments, identities, settings } = directory;
  const set = { type: 'appRoleAssignment', properties };
  const nameOf = (oid: string) => `servicePrincipals('${oid}')/appRoleAssignments`;
  const principalOf = ({ params }: GraphCall) => {
    const oid = params['id'] ?? '';
    if (!identities.has(oid) && !directory.servicePrincipal('id', oid)) throw graphRefusals.notFound(oid);
    return oid;
  };

  const create: GraphHandler = (call) => {
    const oid = principalOf(call);
    const wish = parsedBody(creation, objectOf(call.request), 'AppRoleAssignment');
    if (wish.principalId !== oid) throw graphRefusals.invalidValue('principalId', 'AppRoleAssignment');
    if (wish.resourceId !== GRAPH_PRINCIPAL_ID) throw graphRefusals.notFound(wish.resourceId);
    if (appRoleAssignments.some((each) => each.principalId === oid && each.appRoleId === wish.appRoleId))
      throw graphRefusals.badRequest('Permission being assigned already exists on the object');
    const record = { id: world.random.uuid(), createdAt: world.clock.now(), ...wish };
    appRoleAssignments.push(record);
    return entityAnswer(call.request, { ...set, name: nameOf(oid), graphUrl: graphUrl() }, view(record, inGraph), 201);
  };

  const listAssigned: GraphHandler = (call) => {
    const { id, appId } = readServicePrincipal(directory, call);
    const application = directory.application('appId', appId)?.properties.displayName ?? null;
    const assigned = appRoleAssignments.flatMap((each) => {
      const group = settings.groups.find((known) => known.id === each.principalId);
      const shown = { principalType: 'Group', resourceDisplayName: application } as const;
      return each.resourceId === id && group ? [view(each, { ...shown, principalDisplayName: group.displayName })] : [];
    });
    const name = `servicePrincipals('${id}')/appRoleAssignedTo`;
    return listAnswer(call.request, { ...set, name, graphUrl: graphUrl() }, assigned);
  };

  return [
    // Application.ReadWrite.OwnedBy is enough (serviceprincipal-list-approleassignedto.md).
    route('listAppRoleAssignedTo', 'GET', `${servicePrincipalPath}/appRoleAssignedTo`, listAssigned, readers),
    route(
      'getGraphPrincipal',
      'GET',
      `/servicePrincipals\\(appId='${GRAPH_APP_ID}'\\)`,
      ({ request }) => {
        const graph = { id: GRAPH_PRINCIPAL_ID, appId: GRAPH_APP_ID, displayName: 'Microsoft Graph' };
        const names = { name: 'servicePrincipals', type: 'servicePrincipal', properties: Object.keys(graph) };
        return entityAnswer(request, { ...names, graphUrl: graphUrl() }, graph);
      },
      readers,
    ),
    route(
      'listAppRoleAssignments',
      'GET',
      '/servicePrincipals/(?<id>[^/()$]+)/appRoleAssignments',
      (call) => {
        const oid = principalOf(call);
        const held = appRoleAssignments.filter((each) => each.principalId === oid).map((each) => view(each, inGraph));
        return listAnswer(call.request, { ...set, name: nameOf(oid), graphUrl: graphUrl() }, held);
      },
      readers,
    ),
    route('createAppRoleAssignment', 'POST', '/servicePrincipals/(?<id>[^/()$]+)/appRoleAssignments', create, [
      'AppRoleAssignment.ReadWrite.All',
    ]),
  ];
}
