/** Graph's operations on the owners of app registrations and service principals. */
import * as z from 'zod';
import type { Route } from '../kit/simulator';
import {
  applicationPath,
  ownApplication,
  readApplication,
  readServicePrincipal,
  servicePrincipalPath,
} from './graphKeys';
import { graphRefusals } from './graphRefusal';
import type { GraphCall, GraphDeps, GraphHandler, GraphRoute } from './graphRoute';
import { ownerView } from './graphViews';
import { listAnswer } from './odataQuery';

const reference = z.strictObject({ '@odata.id': z.string() });

export function ownerRoutes({ directory, graphUrl }: GraphDeps, route: GraphRoute): readonly Route[] {
  const { applications } = directory;
  const list = ({ request }: GraphCall, owners: readonly string[]) => {
    const properties = ['id', 'displayName', 'userPrincipalName', 'appId'];
    const set = { name: 'directoryObjects', type: 'directoryObject', properties, graphUrl: graphUrl() };
    return listAnswer(
      request,
      set,
      owners.map((oid) => ownerView(oid, directory)),
    );
  };

  const add: GraphHandler = (call) => {
    // OwnedBy alone is not enough to add an owner (application-post-owners.md).
    if (!call.holds('Directory.Read.All')) throw graphRefusals.denied();
    const record = ownApplication(directory, call);
    const read = reference.safeParse(call.request.body);
    if (!read.success) throw graphRefusals.badRequest('The reference is not one object with @odata.id.');
    const oid = read.data['@odata.id'].split('/').at(-1) ?? '';
    if (!directory.knows(oid)) throw graphRefusals.notFound(oid);
    if (record.owners.includes(oid))
      throw graphRefusals.badRequest(
        "One or more added object references already exist for the following modified properties: 'owners'.",
      );
    applications.write(record.id, { ...record, owners: [...record.owners, oid] });
    return { status: 204 };
  };

  const remove: GraphHandler = (call) => {
    const record = ownApplication(directory, call);
    const oid = call.params['owner'] ?? '';
    if (!record.owners.includes(oid)) throw graphRefusals.notFound(oid);
    applications.write(record.id, { ...record, owners: record.owners.filter((owner) => owner !== oid) });
    return { status: 204 };
  };

  return [
    route('listOwners', 'GET', `${applicationPath}/owners`, (call) =>
      list(call, readApplication(directory, call).owners),
    ),
    route('addOwner', 'POST', `${applicationPath}/owners/\\$ref`, add),
    route('removeOwner', 'DELETE', `${applicationPath}/owners/(?<owner>[^/]+)/\\$ref`, remove),
    route('listServicePrincipalOwners', 'GET', `${servicePrincipalPath}/owners`, (call) =>
      list(call, readServicePrincipal(directory, call).owners),
    ),
  ];
}
