/** App registrations and their client secrets, through Microsoft Graph. */
import * as z from 'zod';
import type { AppId, ConnectionName, ObjectId } from '../../core/ids';
import { registrationUniqueName } from '../../core/ownership';
import { createSecret } from '../../core/secret';
import type { Registrations, RegistrationWanted } from '../../reconcile/ports';
import {
  APPLICATION_FIELDS,
  applicationSchema,
  dateSchema,
  keyIdSchema,
  sortCredentials,
  toChecked,
} from './application';
import { readAssignedGroups } from './assignedGroups';
import { type Graph, ONLY_WHEN_THROTTLED } from './graph';
import { graphFailure } from './graphFailure';
import { principalOf } from './principal';

const issuedSchema = z.object({ keyId: keyIdSchema, endDateTime: dateSchema, secretText: z.string().min(1) });
const ownersSchema = z.object({ value: z.array(z.object({ id: z.string() })) });
const appIdSchema = applicationSchema.pick({ appId: true });
const byAppId = (appId: AppId) => `/applications(appId='${appId}')`;
const byUniqueName = (uniqueName: string) => `/applications(uniqueName='${uniqueName}')`;

export function createRegistrations(graph: Graph): Registrations {
  const findServicePrincipal = (appId: AppId) =>
    graph.find('read the service principal', `/servicePrincipals(appId='${appId}')`, 'id');

  const self = async () => principalOf(await graph.token());

  const isOwner = (objectId: ObjectId) =>
    graph.attempt(
      'read the owners',
      async () => {
        const owners = await graph.at(`/applications/${objectId}/owners`).select('id').get();
        const { oid } = await self();
        return ownersSchema.parse(owners).value.some(({ id }) => id === oid);
      },
      { young: true },
    );

  async function findApplication(connection: ConnectionName, adopted: AppId | undefined) {
    const path = adopted ? byAppId(adopted) : byUniqueName(registrationUniqueName(connection));
    const found = await graph.find('read the app registration', path, APPLICATION_FIELDS);
    return found === undefined ? undefined : applicationSchema.parse(found);
  }

  return {
    readForCheck: (connection, adopted) =>
      graph.attempt('read the app registration', async () => {
        const application = await findApplication(connection, adopted);
        return application && toChecked(application, sortCredentials(application, connection));
      }),
    read: (connection, { adopted, lastAppId = adopted, withGroups }) =>
      graph.attempt('read the app registration', async () => {
        const [application, likelyPrincipal] = await Promise.all([
          findApplication(connection, adopted),
          lastAppId === undefined ? undefined : findServicePrincipal(lastAppId),
        ]);
        if (application === undefined) return undefined;
        const credentials = sortCredentials(application, connection);
        const [{ appId: ownAppId }, servicePrincipal, ownedByUs, assignedGroups] = await Promise.all([
          self(),
          application.appId === lastAppId ? likelyPrincipal : findServicePrincipal(application.appId),
          // Entra has let us add a credential before, so the owner does not have to be looked up again.
          credentials.credentials.length > 0 || isOwner(application.id),
          withGroups ? readAssignedGroups(graph, application.appId) : [],
        ]);
        return {
          ...toChecked(application, credentials),
          hasServicePrincipal: servicePrincipal !== undefined,
          ownedByUs,
          isOurIdentity: application.appId === ownAppId,
          assignedGroups,
        };
      }),
    async write(wanted) {
      const path = wanted.adopted ? byAppId(wanted.adopted) : byUniqueName(wanted.uniqueName);
      const headers = wanted.adopted ? {} : { Prefer: 'create-if-missing' };
      const reply: unknown = await graph.attempt('write the app registration', () =>
        graph.at(path).headers(headers).patch(applicationBody(wanted)),
      );
      // Graph answers with the registration only when it made it, and then it has no service principal yet.
      const made = appIdSchema.safeParse(reply).data;
      await graph.attempt(
        'write the service principal',
        async () => {
          const { appId } = made ?? appIdSchema.parse(await graph.at(path).select('appId').get());
          if (made || (await findServicePrincipal(appId)) === undefined)
            await graph.at('/servicePrincipals').post({ appId });
        },
        { young: true },
      );
    },
    addCredential: (objectId, displayName, endsAt) =>
      graph.attempt(
        'add a client secret',
        async () => {
          const reply: unknown = await graph
            .at(`/applications/${objectId}/addPassword`)
            // Each success is another live secret.
            .middlewareOptions([ONLY_WHEN_THROTTLED])
            .post({ passwordCredential: { displayName, endDateTime: endsAt.toISOString() } });
          const { keyId, endDateTime, secretText } = issuedSchema.parse(reply);
          return { keyId, endsAt: endDateTime, secret: createSecret(secretText) };
        },
        { young: true, once: true },
      ),
    async removeCredential(objectId, keyId) {
      try {
        await graph.at(`/applications/${objectId}/removePassword`).post({ keyId });
        return 'removed';
      } catch (error) {
        const failure = graphFailure('remove a client secret', error, { young: true });
        // Graph answers 400 for a keyId it does not list; nothing else in the request could be wrong.
        if (failure.facts.status === 400) return 'unknown';
        throw failure;
      }
    },
    async remove(objectId) {
      try {
        await graph.at(`/applications/${objectId}`).delete();
      } catch (error) {
        const failure = graphFailure('delete the app registration', error);
        if (failure.facts.status !== 404) throw failure;
      }
    },
  };
}

/** What is undefined is left out, as JSON does. */
const applicationBody = (wanted: RegistrationWanted) => ({
  displayName: wanted.displayName,
  signInAudience: wanted.signInAudience,
  web: { redirectUris: wanted.redirectUris },
  optionalClaims: { idToken: wanted.idTokenClaims.map((name) => ({ name, essential: false })) },
  groupMembershipClaims: wanted.groupMembershipClaims,
});
