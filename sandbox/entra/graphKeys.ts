/** How Graph's paths name an object: by object id or by an alternate key, which are never mixed up. */
import type { Directory } from './directory';
import { graphRefusals } from './graphRefusal';
import type { GraphCall } from './graphRoute';
import type { ApplicationRecord, ServicePrincipalRecord } from './records';

const byId = '/(?<id>[^/()$]+)';
const byAppId = "\\(appId='(?<appId>[^']*)'\\)";

export const uniqueNamePath = "/applications\\(uniqueName='(?<uniqueName>[^']*)'\\)";
export const applicationPath = `/applications(?:${byId}|${byAppId})`;
export const servicePrincipalPath = `/servicePrincipals(?:${byId}|${byAppId})`;

function keyOf(params: GraphCall['params']): readonly ['id' | 'appId' | 'uniqueName', string] {
  const { uniqueName } = params;
  if (uniqueName !== undefined) return ['uniqueName', uniqueName];
  return params['appId'] === undefined ? ['id', params['id'] ?? ''] : ['appId', params['appId']];
}

/** For reading: as the replica has it. */
export function readApplication(directory: Directory, { params, stale }: GraphCall): ApplicationRecord {
  const [key, value] = keyOf(params);
  const record = directory.readApplication(key, value, stale);
  if (!record) throw graphRefusals.notFound(value);
  return record;
}

/** Whether the caller may change what these people own. */
export const mayChange = ({ caller, holds }: GraphCall, owners: readonly string[]) =>
  holds('Application.ReadWrite.All') || owners.includes(caller.oid);

/** For changing: the latest state of one that the replica knows and the caller owns. */
export function ownApplication(directory: Directory, call: GraphCall): ApplicationRecord {
  const { id } = readApplication(directory, { ...call, stale: false });
  const record = directory.application('id', id);
  if (!record) throw graphRefusals.notFound(id);
  return ownedApplication(record, call);
}

/** The same for one that was found on the write side. */
export function ownedApplication(record: ApplicationRecord, call: GraphCall): ApplicationRecord {
  if (!mayChange(call, record.owners)) throw graphRefusals.denied();
  return record;
}

export function readServicePrincipal(directory: Directory, { params, stale }: GraphCall): ServicePrincipalRecord {
  const { appId, id = '' } = params;
  const record =
    appId === undefined
      ? directory.readServicePrincipal('id', id, stale)
      : directory.readServicePrincipal('appId', appId, stale);
  if (!record) throw graphRefusals.notFound(appId ?? id);
  return record;
}

export function ownServicePrincipal(directory: Directory, call: GraphCall): ServicePrincipalRecord {
  const record = readServicePrincipal(directory, { ...call, stale: false });
  const application = directory.application('appId', record.appId);
  if (!mayChange(call, [...record.owners, ...(application?.owners ?? [])])) throw graphRefusals.denied();
  return directory.servicePrincipal('id', record.id) ?? record;
}
