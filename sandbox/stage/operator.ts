/** What an administrator does from the command line beside the app: secrets in the vault, tokens from Entra. */
import https from 'node:https';
import axios from 'axios';
import * as z from 'zod';
import type { IssueToken } from '../entra/entra';
import { TENANT_ID } from './tenant';
import type { SandboxUrls } from './urls';

export interface Operator {
  /** `az keyvault secret set`. */
  putSecret(name: string, value: string): Promise<void>;
  /** `az keyvault secret show`; the current version. */
  readSecret(name: string): Promise<string>;
  /** `az keyvault secret delete`; the vault takes a moment for it. */
  deleteSecret(name: string): Promise<void>;
  /** Whether Entra gives a token for that app and secret, asked as any client would. */
  getsToken(appId: string, secretText: string): Promise<boolean>;
}

export interface OperatorOptions {
  /** PEM of the authority that signs the sandbox's certificates. */
  readonly ca: string;
  readonly issueToken: IssueToken;
  readonly urls: SandboxUrls;
}

const PRINCIPAL = { oid: '09e4a704-0000-4000-8000-0000000000d1', appId: '04b07795-8ddb-461a-bbee-02f9e1bf7b46' };
const API_VERSION = '7.6';
const secretSchema = z.object({ value: z.string() });

export function createOperator({ ca, issueToken, urls }: OperatorOptions): Operator {
  const client = axios.create({
    httpsAgent: new https.Agent({ ca }),
    maxRedirects: 0,
    proxy: false,
    validateStatus: () => true,
  });

  async function vault(method: 'GET' | 'PUT' | 'DELETE', name: string, data?: object): Promise<unknown> {
    const { token } = await issueToken({ principal: PRINCIPAL, audience: 'https://vault.azure.net' });
    const answer = await client.request<unknown>({
      method,
      url: `${urls.keyVault}/secrets/${name}`,
      params: { 'api-version': API_VERSION },
      headers: { Authorization: `Bearer ${token}` },
      data,
    });
    if (answer.status !== 200) throw new Error(`Key Vault answered ${answer.status} to ${method} ${name}.`);
    return answer.data;
  }

  return {
    async putSecret(name, value) {
      await vault('PUT', name, { value });
    },
    async readSecret(name) {
      return secretSchema.parse(await vault('GET', name)).value;
    },
    async deleteSecret(name) {
      await vault('DELETE', name);
    },
    async getsToken(appId, secretText) {
      const form = new URLSearchParams({
        grant_type: 'client_credentials',
        client_id: appId,
        client_secret: secretText,
        scope: `${urls.graph}/.default`,
      });
      const answer = await client.post<unknown>(`${urls.entra}/${TENANT_ID}/oauth2/v2.0/token`, form);
      return answer.status === 200;
    },
  };
}
