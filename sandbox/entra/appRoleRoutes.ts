/** Graph's operations on the app roles that principals hold in Graph itself: how an administrator grants a permission. */
import * as z from 'zod';
import type { Route } from '../kit/simulator';
import type { GraphRole } from './entraControls';
import { GRAPH_APP_ID } from './graphAudiences';
import { objectOf, parsedBody } from './graphBody';
import { graphRefusals } from './graphRefusal';
import type { GraphCall, GraphDeps, GraphHandler, GraphRoute } from './graphRoute';
import { entityAnswer, listAnswer } from './odataQuery';

export interface AppRoleAssignment {
  readonly id: string;
  readonly createdAt: Date;
  readonly principalId: string;
  readonly resourceId: string;
  readonly appRoleId: string;
}

/** Graph's own service principal in the tenant. */
const GRAPH_PRINCIPAL_ID = '0fffffff-0000-4000-8000-00000000c003';

const readers: readonly GraphRole[] = [
  'Application.ReadWrite.OwnedBy',
  'Application.ReadWrite.All',
  'AppRoleAssignment.ReadWrite.All',
  'Directory.Read.All',
];
const creation = z.strictObject({ principalId: z.guid(), resourceId: z.guid(), appRoleId: z.guid() });

const view = ({ createdAt, ...record }: AppRoleAssignment) => ({
  ...record,
  deletedDateTime: null,
  createdDateTime: createdAt.toISOString(),
  principalType: 'ServicePrincipal',
  resourceDisplayName: 'Microsoft Graph',
});
const properties = Object.keys(
  view({ id: '', createdAt: new Date(0), principalId: '', resourceId: '', appRoleId: '' }),
);

export function appRoleRoutes({ world, directory, graphUrl }: GraphDeps, route: GraphRoute): readonly Route[] {
  const { appRoleAssignments, identities } = directory;
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
    return entityAnswer(call.request, { ...set, name: nameOf(oid), graphUrl: graphUrl() }, view(record), 201);
  };

  return [
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
        const held = appRoleAssignments.filter((each) => each.principalId === oid).map(view);
        return listAnswer(call.request, { ...set, name: nameOf(oid), graphUrl: graphUrl() }, held);
      },
      readers,
    ),
    route('createAppRoleAssignment', 'POST', '/servicePrincipals/(?<id>[^/()$]+)/appRoleAssignments', create, [
      'AppRoleAssignment.ReadWrite.All',
    ]),
  ];
}
