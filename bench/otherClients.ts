/** What both other renewals work with: the SDKs' clients by the platform's identity, and the answers they read. */
import { ManagedIdentityCredential } from '@azure/identity';
import { SecretClient } from '@azure/keyvault-secrets';
import { Client } from '@microsoft/microsoft-graph-client';
import * as z from 'zod';

export const env = z
  .object({
    AzureWebJobsStorage: z.string(),
    KEY_VAULT_URI: z.string(),
    GRAPH_URL: z.string(),
    ENTRA_AUTHORITY_HOST: z.string(),
    AZURE_TENANT_ID: z.string(),
    AZURE_CLIENT_ID: z.string(),
  })
  .parse(process.env);
export const bodySchema = z.object({ espocrmUrl: z.string(), applicationId: z.string() });
export const applicationSchema = z.object({ id: z.string() });
export const addedSchema = z.object({ keyId: z.string(), secretText: z.string(), endDateTime: z.coerce.date() });

const credential = new ManagedIdentityCredential({ clientId: env.AZURE_CLIENT_ID });
export const vault = new SecretClient(env.KEY_VAULT_URI, credential, { disableChallengeResourceVerification: true });
export const graph = Client.initWithMiddleware({
  authProvider: { getAccessToken: async () => (await credential.getToken(`${env.GRAPH_URL}/.default`)).token },
  baseUrl: env.GRAPH_URL,
  customHosts: new Set([new URL(env.GRAPH_URL).hostname]),
});

export function inTwoYears(): Date {
  const at = new Date();
  at.setUTCFullYear(at.getUTCFullYear() + 2);
  return at;
}
