/** The app's HTTP API as the story and the tests call it. */
import { setTimeout as sleep } from 'node:timers/promises';
import axios from 'axios';
import * as z from 'zod';
import { HEALTH_STATUSES, STATES } from '../../src/core/outcome';

const problemSchema = z.looseObject({ code: z.string(), detail: z.string() });

/** What `GET` and `PUT /api/connections/{name}` answer. */
const connectionSchema = z.looseObject({
  name: z.string(),
  state: z.enum(STATES),
  health: z.enum(HEALTH_STATUSES),
  applicationId: z.string().optional(),
  clientSecret: z.looseObject({ expiresAt: z.coerce.date() }).optional(),
  problems: z.array(problemSchema),
  done: z.array(z.looseObject({ action: z.string(), reason: z.string() })),
  checkedAt: z.coerce.date().optional(),
});
export type ConnectionAnswer = z.infer<typeof connectionSchema>;

export interface ApiAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, unknown>>;
  readonly body: unknown;
}

export type CheckAnswer = (method: string, path: string, answer: ApiAnswer) => void;

export interface ConnectorApi {
  request(method: string, path: string, body?: unknown, headers?: Readonly<Record<string, string>>): Promise<ApiAnswer>;
  /** Throws an Error with the whole answer when it is not 200 or 202. */
  provision(name: string, body: object): Promise<ConnectionAnswer>;
  show(name: string): Promise<ConnectionAnswer>;
  /** Runs a timer or queue function now, as the portal's "Test/Run" does. */
  run(functionName: string, input?: string): Promise<void>;
}

/** `check` sees every answer and may throw. */
export function createConnectorApi(appUrl: string, check: CheckAnswer = () => undefined): ConnectorApi {
  const client = axios.create({ baseURL: appUrl, proxy: false, validateStatus: () => true });

  async function request(
    method: string,
    path: string,
    data?: unknown,
    headers: Readonly<Record<string, string>> = {},
  ): Promise<ApiAnswer> {
    const type = typeof data === 'string' ? { 'Content-Type': 'application/json' } : {};
    const answer = await client.request<unknown>({ method, url: path, data, headers: { ...type, ...headers } });
    const seen = { status: answer.status, headers: { ...answer.headers }, body: answer.data };
    check(method, path, seen);
    const retryAfterS = Number(answer.headers['retry-after']);
    if (answer.status === 429 && retryAfterS > 0) {
      await sleep(retryAfterS * 1_000);
      return request(method, path, data, headers);
    }
    return seen;
  }

  async function connection(method: 'GET' | 'PUT', name: string, body?: object): Promise<ConnectionAnswer> {
    const answer = await request(method, `/api/connections/${name}`, body);
    if (answer.status === 200 || answer.status === 202) return connectionSchema.parse(answer.body);
    throw new Error(`${method} /api/connections/${name} answered ${answer.status}: ${JSON.stringify(answer.body)}`);
  }

  return {
    request,
    provision: (name, body) => connection('PUT', name, body),
    show: (name) => connection('GET', name),
    async run(functionName, input = '') {
      const { status } = await request('POST', `/admin/functions/${functionName}`, { input });
      if (status !== 202) throw new Error(`The host answered ${status} to a run of ${functionName}.`);
    },
  };
}
