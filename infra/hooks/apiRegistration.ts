/** The app registration that guards the API: the two app roles callers need, no secret, known by a name of its own. */
import * as z from 'zod';
import { type GraphAnswer, GraphRefused, type GraphRest } from './graphRest';

/** App roles that src/http/access.ts asks for. Their ids are chosen once: assignments point at them. */
export const APP_ROLES = [
  {
    id: '6f1b1f0e-5a0b-4b60-8f0f-6e2d3f0c9a01',
    value: 'Connections.Read',
    displayName: 'Look at connections',
    description: 'See every connection with its state, problems and specification.',
  },
  {
    id: '6f1b1f0e-5a0b-4b60-8f0f-6e2d3f0c9a02',
    value: 'Connections.Manage',
    displayName: 'Change connections',
    description: 'Provision, renew and remove connections, and see them.',
  },
] as const;

/** Lets people get a token for the API with the Azure CLI; what they may do is up to their app roles. */
const SCOPE_ID = '6f1b1f0e-5a0b-4b60-8f0f-6e2d3f0c9a03';
/** Azure CLI and azd (Microsoft, Application IDs of commonly used Microsoft applications). */
const AZURE_CLI = '04b07795-8ddb-461a-bbee-02f9e1bf7b46';

const applicationSchema = z.object({ id: z.guid(), appId: z.guid() });
type Application = z.infer<typeof applicationSchema>;

/** No connection can have a name with a dot, so no registration of a connection is ever this one. */
const uniqueNameOf = (environment: string) => `espocrm-entra-connector.api.${environment}`;

const wanted = (environment: string) => ({
  displayName: `EspoCRM Entra connector (${environment})`,
  signInAudience: 'AzureADMyOrg',
  appRoles: APP_ROLES.map((role) => ({ ...role, isEnabled: true, allowedMemberTypes: ['User', 'Application'] })),
  // App Service signs people in with an ID token alone, so that there is no secret to renew.
  web: { implicitGrantSettings: { enableIdTokenIssuance: true } },
  api: {
    requestedAccessTokenVersion: 2,
    oauth2PermissionScopes: [
      {
        id: SCOPE_ID,
        value: 'access',
        type: 'User',
        isEnabled: true,
        adminConsentDisplayName: 'Call the EspoCRM Entra connector',
        adminConsentDescription: 'Call it as the signed-in person, who can do there what their app roles allow.',
      },
    ],
  },
});

const isGood = ({ status }: GraphAnswer) => status >= 200 && status < 300;

/** Creates or corrects it and answers its client id; undefined where the deployer may not. Safe to repeat. */
export async function ensureApiRegistration(
  graph: GraphRest,
  environment: string,
  sleep: (ms: number) => Promise<unknown>,
): Promise<string | undefined> {
  const path = `/applications(uniqueName='${encodeURIComponent(uniqueNameOf(environment))}')`;
  const upserted = await graph.ask('PATCH', path, wanted(environment), { Prefer: 'create-if-missing' });
  if (upserted.status === 403) return undefined;
  if (!isGood(upserted)) throw new GraphRefused('create the registration of the API', upserted);
  const { id, appId } =
    upserted.status === 201 ? applicationSchema.parse(upserted.body) : await readApplication(graph, path);
  const named = await retry(sleep, () =>
    graph.ask('PATCH', `/applications/${id}`, {
      identifierUris: [`api://${appId}`],
      // Entra takes this only once the scope is there.
      api: { preAuthorizedApplications: [{ appId: AZURE_CLI, delegatedPermissionIds: [SCOPE_ID] }] },
    }),
  );
  if (!isGood(named)) throw new GraphRefused('name the registration of the API', named);
  // Without its service principal nobody can be given a role. 409: it is there already.
  const principal = await retry(sleep, () => graph.ask('POST', '/servicePrincipals', { appId }));
  if (!isGood(principal) && principal.status !== 409)
    throw new GraphRefused('create the service principal of the API', principal);
  return appId;
}

/** Where sign-ins come back to, known once the app has an address. */
export async function setApiAddress(graph: GraphRest, appId: string, url: string): Promise<'set' | 'refused'> {
  const { id } = await readApplication(graph, `/applications(appId='${appId}')`);
  const web = { homePageUrl: `${url}/api/status`, redirectUris: [`${url}/.auth/login/aad/callback`] };
  const answer = await graph.ask('PATCH', `/applications/${id}`, { web });
  if (answer.status === 403) return 'refused';
  if (!isGood(answer)) throw new GraphRefused('tell the registration of the API where it is', answer);
  return 'set';
}

async function readApplication(graph: GraphRest, path: string): Promise<Application> {
  const answer = await graph.ask('GET', `${path}?$select=id,appId`);
  if (answer.status !== 200) throw new GraphRefused('show the registration of the API', answer);
  return applicationSchema.parse(answer.body);
}

/** What was just created is not known everywhere at once: 404, and 403 or 400 for a service principal. */
async function retry(sleep: (ms: number) => Promise<unknown>, ask: () => Promise<GraphAnswer>): Promise<GraphAnswer> {
  for (const pauseMs of [2_000, 5_000, 10_000, 20_000]) {
    const answer = await ask();
    if (isGood(answer) || answer.status === 409) return answer;
    await sleep(pauseMs);
  }
  return ask();
}
