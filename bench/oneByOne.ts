/**
 * The same rotation with the care that the app takes, written straightforwardly: one request after the other.
 *
 * It locks, looks at everything, adds and stores the secret, proves it, finds out whether a probe tells anything, holds a
 * token across the write, reads back by password, has EspoCRM use the secret, and records that. Like the app it leaves the
 * old secret alive. What it lacks is everything that goes on after a failure or a crash.
 */
import { app } from '@azure/functions';
import { BlobServiceClient } from '@azure/storage-blob';
import axios from 'axios';
import * as z from 'zod';
import { addedSchema, applicationSchema, bodySchema, env, graph, inTwoYears, vault } from './otherClients';

const userSchema = z.object({ token: z.string() });
const blobs = BlobServiceClient.fromConnectionString(env.AzureWebJobsStorage).getContainerClient('connections');
const tokenUrl = `${env.ENTRA_AUTHORITY_HOST}/${env.AZURE_TENANT_ID}/oauth2/v2.0/token`;
const http = axios.create({ validateStatus: () => true });

const base64 = (text: string) => Buffer.from(text).toString('base64');

async function tokenStatus(form: Record<string, string>): Promise<number> {
  const { status } = await http.post(tokenUrl, new URLSearchParams(form));
  return status;
}

app.http('rotate', {
  methods: ['POST'],
  authLevel: 'function',
  route: 'rotate/{name}',
  handler: async (request) => {
    const name = request.params['name'] ?? '';
    const { espocrmUrl, applicationId } = bodySchema.parse(await request.json());
    const secretName = `espocrm-${name}-client-secret`;
    const blob = blobs.getBlockBlobClient(`${name}.json`);
    const lease = blob.getBlobLeaseClient();
    await lease.acquireLease(60);
    const document = await blob.downloadToBuffer();

    for await (const version of vault.listPropertiesOfSecretVersions(secretName)) void version;
    const { id } = applicationSchema.parse(await graph.api(`/applications(appId='${applicationId}')`).get());
    await graph.api(`/servicePrincipals(appId='${applicationId}')`).select('id').get();
    const [user = '', password = ''] = ((await vault.getSecret(`espocrm-${name}-admin`)).value ?? '').split(':');
    const api = `${espocrmUrl}/api/v1`;
    const byPassword = { auth: { username: user, password } };
    await http.get(`${api}/Settings`, byPassword);

    const passwordCredential = { displayName: `espocrm ${name}`, endDateTime: inTwoYears().toISOString() };
    const added = addedSchema.parse(await graph.api(`/applications/${id}/addPassword`).post({ passwordCredential }));
    const { secretText: secret } = added;
    const tags = { CredentialId: added.keyId };
    const { properties } = await vault.setSecret(secretName, secret, { expiresOn: added.endDateTime, tags });

    const client = { client_id: applicationId, client_secret: secret };
    const scope = `${env.GRAPH_URL}/.default`;
    if ((await tokenStatus({ ...client, grant_type: 'client_credentials', scope })) !== 200) return { status: 503 };
    const redirectUri = `${espocrmUrl}/oauth-callback.php`;
    const code = { grant_type: 'authorization_code', code: 'made-up', redirect_uri: redirectUri };
    const good = await tokenStatus({ ...client, ...code });
    const wrong = await tokenStatus({ ...client, ...code, client_secret: 'wrong' });

    const signIn = { 'Espo-Authorization': base64(`${user}:${password}`) };
    const { token } = userSchema.parse((await http.get(`${api}/App/user`, { headers: signIn })).data);
    const byToken = { 'Espo-Authorization': base64(`${user}:${token}`), 'Espo-Authorization-By-Token': 'true' };
    await http.get(`${api}/Settings`, { headers: byToken });
    await http.put(`${api}/Settings`, { oidcClientSecret: secret }, { headers: byToken });
    await http.get(`${api}/Settings`, byPassword);
    const probe = { 'Espo-Authorization': base64('**oidc:made-up') };
    const probed = good === wrong ? undefined : (await http.get(`${api}/App/user`, { headers: probe })).status;
    await http.post(`${api}/App/destroyAuthToken`, { token }, { headers: byToken });
    if (probed === 401) return { status: 502 };

    const version = properties.version ?? '';
    await vault.updateSecretProperties(secretName, version, { tags: { ...tags, Delivered: new Date().toISOString() } });
    await blob.upload(document, document.length, { conditions: { leaseId: lease.leaseId } });
    await lease.releaseLease();
    return { status: 204 };
  },
});
