/** Graph's recycle bin: deleted registrations and service principals, for 30 days. */
import type { Route } from '../kit/simulator';
import { mayChange } from './graphKeys';
import { graphRefusals } from './graphRefusal';
import type { GraphCall, GraphDeps, GraphRoute } from './graphRoute';
import { applicationNames, applicationView, servicePrincipalView } from './graphViews';
import { listAnswer } from './odataQuery';

export function deletedItemRoutes({ directory, graphUrl }: GraphDeps, route: GraphRoute): readonly Route[] {
  const { applications, servicePrincipals } = directory;

  /** What an item looks like, and how it leaves the bin. */
  const item = ({ params }: GraphCall) => {
    const { id = '' } = params;
    const application = directory.deletedApplications().find((record) => record.id === id);
    if (application)
      return {
        owners: application.owners,
        view: { '@odata.type': '#microsoft.graph.application', ...applicationView(application) },
        erase: () => applications.erase(id),
        restore: () => applications.write(id, { ...application, deletedAt: null }),
      };
    const principal = directory.deletedServicePrincipal(id);
    if (!principal) throw graphRefusals.notFound(id);
    return {
      owners: principal.owners,
      view: {
        '@odata.type': '#microsoft.graph.servicePrincipal',
        ...servicePrincipalView(principal, undefined, directory.tenantId),
      },
      erase: () => servicePrincipals.erase(id),
      restore: () => servicePrincipals.write(id, { ...principal, deletedAt: null }),
    };
  };
  const ownItem = (call: GraphCall) => {
    const found = item(call);
    if (!mayChange(call, found.owners)) throw graphRefusals.denied();
    return found;
  };
  const context = () => `${graphUrl()}/v1.0/$metadata#directoryObjects/$entity`;
  const path = '/directory/deletedItems/(?<id>[0-9a-fA-F-]{36})';

  return [
    route(
      'listDeletedApplications',
      'GET',
      '/directory/deletedItems/microsoft\\.graph\\.application',
      ({ request }) => {
        const views = directory.deletedApplications().map(applicationView);
        return listAnswer(
          request,
          { name: 'applications', type: 'application', properties: applicationNames, graphUrl: graphUrl() },
          views,
        );
      },
    ),
    route('getDeletedItem', 'GET', path, (call) => ({
      status: 200,
      body: { '@odata.context': context(), ...item(call).view },
    })),
    route('eraseDeletedItem', 'DELETE', path, (call) => {
      ownItem(call).erase();
      return { status: 204 };
    }),
    // The service principal is restored by a call of its own (directory-deleteditems-restore.md).
    route('restoreDeletedItem', 'POST', `${path}/restore`, (call) => {
      const { restore, view } = ownItem(call);
      restore();
      return { status: 200, body: { '@odata.context': context(), ...view, deletedDateTime: null } };
    }),
  ];
}
