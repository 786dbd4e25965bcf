/** EspoCRM's own calls to the identity provider: no redirects, ten seconds, certificates checked. */
import https from 'node:https';
import axios from 'axios';

export type ProviderAnswer =
  | { readonly kind: 'answered'; readonly status: number; readonly text: string }
  /** Unreachable, not trusted, or silent for too long. */
  | { readonly kind: 'failed' };

export interface ProviderClient {
  post(endpoint: string, form: Readonly<Record<string, string>>): Promise<ProviderAnswer>;
  get(endpoint: string, bearer?: string): Promise<ProviderAnswer>;
}

/** EspoCRM source, Oidc/Login.php, REQUEST_TIMEOUT. In real time: waiting for an answer cannot be sped up. */
const TIMEOUT_MS = 10_000;

/** curl takes an address without a scheme for plain HTTP. */
const withScheme = (endpoint: string) => (/^https?:\/\//i.test(endpoint) ? endpoint : `http://${endpoint}`);

export function createProviderClient(ca: string | undefined): ProviderClient {
  const client = axios.create({
    ...(ca !== undefined && { httpsAgent: new https.Agent({ ca }) }),
    // As of curl, which names itself only when told to; so these calls are told apart from the app's.
    headers: { 'User-Agent': false },
    maxRedirects: 0,
    proxy: false,
    responseType: 'text',
    transformResponse: (text: string) => text,
    validateStatus: () => true,
  });
  const ask = async (method: 'GET' | 'POST', endpoint: string, headers: Record<string, string>, data?: string) => {
    try {
      const signal = AbortSignal.timeout(TIMEOUT_MS);
      const answer = await client.request<string>({ method, url: withScheme(endpoint), headers, data, signal });
      return { kind: 'answered', status: answer.status, text: answer.data } as const;
    } catch {
      return { kind: 'failed' } as const;
    }
  };
  return {
    post: (endpoint, form) =>
      ask(
        'POST',
        endpoint,
        { 'content-type': 'application/x-www-form-urlencoded' },
        new URLSearchParams(form).toString(),
      ),
    get: (endpoint, bearer) =>
      ask(
        'GET',
        endpoint,
        bearer === undefined ? {} : { authorization: `Bearer ${bearer}`, accept: 'application/json' },
      ),
  };
}
