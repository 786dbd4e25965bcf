/** Graph's operations on app registrations. */
import * as z from 'zod';
import type { Route } from '../kit/simulator';
import { type ApplicationChange, applicationChange, changedProperties, newProperties } from './applicationProperties';
import { objectOf, parsedBody } from './graphBody';
import { applicationPath, ownApplication, ownedApplication, readApplication, uniqueNamePath } from './graphKeys';
import { graphRefusals } from './graphRefusal';
import type { GraphCall, GraphDeps, GraphHandler, GraphRoute } from './graphRoute';
import { applicationNames, applicationView, ownerView } from './graphViews';
import { type EntitySet, entityAnswer, listAnswer } from './odataQuery';
import type { ApplicationRecord } from './records';

/** Objects that a principal without an administrator's role may create, deleted ones included (entra-service-limits). */
const QUOTA = 250;

const readOnly = ['id', 'appId', 'createdDateTime', 'deletedDateTime', 'createdByAppId', 'publisherDomain'];

const binding = z.object({ 'owners@odata.bind': z.array(z.string()).default([]) });

const lastSegment = (url: string) => url.split('/').at(-1) ?? '';

function changeOf({ request }: Pick<GraphCall, 'request'>): ApplicationChange {
  const { 'owners@odata.bind': _owners, ...body } = objectOf(request);
  const fixed = readOnly.find((name) => name in body);
  if (fixed !== undefined) throw graphRefusals.readOnly(fixed);
  if ('passwordCredentials' in body)
    throw graphRefusals.badRequest('New password credentials must be generated with service actions.');
  return parsedBody(applicationChange, body, 'Application');
}

export function applicationRoutes({ world, directory, graphUrl }: GraphDeps, route: GraphRoute): readonly Route[] {
  const { settings, applications } = directory;
  const set = (): EntitySet => ({
    name: 'applications',
    type: 'application',
    properties: applicationNames,
    graphUrl: graphUrl(),
  });

  const ownersOf = ({ caller, request }: GraphCall) => {
    const { 'owners@odata.bind': bound } = parsedBody(binding, request.body, 'Application');
    const named = bound.map(lastSegment);
    const stranger = named.find((oid) => !directory.knows(oid));
    if (stranger !== undefined) throw graphRefusals.notFound(stranger);
    return [...new Set([...(settings.ownership === 'creator-owns' ? [caller.oid] : []), ...named])];
  };

  const create = (call: GraphCall, change: ApplicationChange, uniqueName: string | null) => {
    if (change.displayName === undefined)
      throw graphRefusals.badRequest("A value is required for property 'displayName' of resource 'Application'.");
    // Allowed by a later PATCH (nais/azurerator issue 164).
    if (change.api?.acceptMappedClaims) throw graphRefusals.denied();
    const { appId: creator } = call.caller;
    const isTaken = (record: ApplicationRecord | undefined) => uniqueName !== null && record?.uniqueName === uniqueName;
    const existing = applications.ids().map((id) => applications.latest(id));
    if (existing.some(isTaken)) throw graphRefusals.uniqueNameTaken();
    if (existing.filter((record) => record?.createdByAppId === creator).length >= QUOTA) throw graphRefusals.quota();
    const record: ApplicationRecord = {
      id: world.random.uuid(),
      appId: world.random.uuid(),
      uniqueName,
      createdAt: world.clock.now(),
      createdByAppId: creator,
      deletedAt: null,
      secrets: [],
      properties: changedProperties(newProperties, change),
      owners: ownersOf(call),
    };
    applications.write(record.id, record);
    return entityAnswer(call.request, set(), applicationView(record), 201);
  };

  const update = (record: ApplicationRecord, change: ApplicationChange) => {
    applications.write(record.id, { ...record, properties: changedProperties(record.properties, change) });
    return { status: 204 };
  };

  const upsert: GraphHandler = (call) => {
    const { uniqueName = '' } = call.params;
    const change = changeOf(call);
    // Never by a replica: two creations of the same name must meet.
    const existing = directory.application('uniqueName', uniqueName);
    if (existing) return update(ownedApplication(existing, call), change);
    if (!call.request.headers['prefer']?.includes('create-if-missing')) throw graphRefusals.notFound(uniqueName);
    return create(call, change, uniqueName);
  };

  const get: GraphHandler = (call) => {
    const record = readApplication(directory, call);
    const expand = call.request.query.get('$expand');
    if (expand === null) return entityAnswer(call.request, set(), applicationView(record));
    if (expand !== 'owners') throw graphRefusals.badQuery('The sandbox expands owners only.');
    const owners = record.owners.map((oid) => ownerView(oid, directory));
    return entityAnswer(call.request, set(), applicationView(record), 200, { owners });
  };

  const remove: GraphHandler = (call) => {
    directory.deleteApplication(ownApplication(directory, call));
    return { status: 204 };
  };

  const change: GraphHandler = (call) => update(ownApplication(directory, call), changeOf(call));

  return [
    route('listApplications', 'GET', '/applications', ({ request, stale }) =>
      listAnswer(request, set(), directory.readApplications(stale).map(applicationView)),
    ),
    route('createApplication', 'POST', '/applications', (call) => create(call, changeOf(call), null)),
    route('getApplication', 'GET', `(?:${applicationPath}|${uniqueNamePath})`, get),
    route('updateApplication', 'PATCH', applicationPath, change),
    route('upsertApplication', 'PATCH', uniqueNamePath, upsert),
    route('deleteApplication', 'DELETE', `(?:${applicationPath}|${uniqueNamePath})`, remove),
  ];
}
