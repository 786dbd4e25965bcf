/** Graph's operations on service principals. */
import * as z from 'zod';
import type { Route } from '../kit/simulator';
import { objectOf, parsedBody } from './graphBody';
import { mayChange, ownServicePrincipal, readServicePrincipal, servicePrincipalPath } from './graphKeys';
import { graphRefusals } from './graphRefusal';
import type { GraphCall, GraphDeps, GraphHandler, GraphRoute } from './graphRoute';
import { servicePrincipalNames, servicePrincipalView } from './graphViews';
import { type EntitySet, entityAnswer, listAnswer } from './odataQuery';
import type { ServicePrincipalRecord } from './records';
import { type ServicePrincipalChange, servicePrincipalChange } from './servicePrincipalProperties';

const creation = servicePrincipalChange.extend({ appId: z.string().min(1) });

export function servicePrincipalRoutes({ world, directory, graphUrl }: GraphDeps, route: GraphRoute): readonly Route[] {
  const { servicePrincipals, settings } = directory;
  const view = (record: ServicePrincipalRecord) =>
    servicePrincipalView(record, directory.application('appId', record.appId)?.properties, directory.tenantId);
  const set = (): EntitySet => ({
    name: 'servicePrincipals',
    type: 'servicePrincipal',
    properties: servicePrincipalNames,
    graphUrl: graphUrl(),
  });

  const create = (call: GraphCall, appId: string, properties: ServicePrincipalChange) => {
    // One that the replica knows, as with every change.
    const known = directory.readApplication('appId', appId);
    const application = known && directory.application('id', known.id);
    if (!application) throw graphRefusals.noBackingApplication(appId);
    // The caller must own the application (microsoftgraph/microsoft-graph-docs issue 16138).
    if (!mayChange(call, application.owners)) throw graphRefusals.denied();
    if (directory.servicePrincipal('appId', appId)) throw graphRefusals.duplicatePrincipal(appId);
    const owners = settings.ownership === 'creator-owns' ? [call.caller.oid] : [];
    const record = {
      id: world.random.uuid(),
      appId,
      createdByAppId: call.caller.appId,
      deletedAt: null,
      owners,
      properties,
    };
    servicePrincipals.write(record.id, record);
    return entityAnswer(call.request, set(), view(record), 201);
  };

  const change: GraphHandler = (call) => {
    const { appId } = call.params;
    const properties = parsedBody(servicePrincipalChange, objectOf(call.request), 'ServicePrincipal');
    const isUpsert = call.request.headers['prefer']?.includes('create-if-missing') ?? false;
    if (isUpsert && appId !== undefined && !directory.servicePrincipal('appId', appId))
      return create(call, appId, properties);
    const record = ownServicePrincipal(directory, call);
    servicePrincipals.write(record.id, { ...record, properties: { ...record.properties, ...properties } });
    return { status: 204 };
  };

  return [
    route('listServicePrincipals', 'GET', '/servicePrincipals', ({ request, stale }) =>
      listAnswer(request, set(), directory.readServicePrincipals(stale).map(view)),
    ),
    route('createServicePrincipal', 'POST', '/servicePrincipals', (call) => {
      const { appId, ...properties } = parsedBody(creation, objectOf(call.request), 'ServicePrincipal');
      return create(call, appId, properties);
    }),
    route('getServicePrincipal', 'GET', servicePrincipalPath, (call) =>
      entityAnswer(call.request, set(), view(readServicePrincipal(directory, call))),
    ),
    route('updateServicePrincipal', 'PATCH', servicePrincipalPath, change),
    route('deleteServicePrincipal', 'DELETE', servicePrincipalPath, (call) => {
      directory.deleteServicePrincipal(ownServicePrincipal(directory, call));
      return { status: 204 };
    }),
  ];
}
