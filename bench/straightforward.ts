/**
 * What people would write instead: the order of Microsoft's rotation samples, one step after the other, with the same SDKs.
 *
 * It renews a client secret that is in order, in an EspoCRM that is in order. It holds no lock, proves nothing, waits for no
 * server of Entra, looks at nothing it reads back, leaves no time to the sessions of the old secret, and a crash leaves it half done.
 */
import { app } from '@azure/functions';
import axios from 'axios';
import { addedSchema, applicationSchema, bodySchema, graph, inTwoYears, vault } from './otherClients';

app.http('rotate', {
  methods: ['POST'],
  authLevel: 'function',
  route: 'rotate/{name}',
  handler: async (request) => {
    const name = request.params['name'] ?? '';
    const { espocrmUrl, applicationId } = bodySchema.parse(await request.json());
    const secretName = `espocrm-${name}-client-secret`;

    const current = await vault.getSecret(secretName);
    const path = `/applications(appId='${applicationId}')`;
    const { id } = applicationSchema.parse(await graph.api(path).select('id').get());
    const passwordCredential = { displayName: `espocrm ${name}`, endDateTime: inTwoYears().toISOString() };
    const added = addedSchema.parse(await graph.api(`/applications/${id}/addPassword`).post({ passwordCredential }));
    const tags = { CredentialId: added.keyId };
    await vault.setSecret(secretName, added.secretText, { expiresOn: added.endDateTime, tags });

    const [username = '', password = ''] = ((await vault.getSecret(`espocrm-${name}-admin`)).value ?? '').split(':');
    const settings = `${espocrmUrl}/api/v1/Settings`;
    await axios.put(settings, { oidcClientSecret: added.secretText }, { auth: { username, password } });
    await axios.get(settings, { auth: { username, password } });

    const keyId = current.properties.tags?.['CredentialId'];
    await graph.api(`/applications/${id}/removePassword`).post({ keyId });
    await vault.updateSecretProperties(secretName, current.properties.version ?? '', { enabled: false });
    return { status: 204 };
  },
});
