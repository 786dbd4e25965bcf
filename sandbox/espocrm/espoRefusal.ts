/** The ways in which EspoCRM says no; while it judges credentials it answers as HTML without a body, later as JSON. */
import type { SimRequest, SimResponse } from '../kit/simulator';
import type { BrokenRule } from './fieldRules';

export class EspoRefusal extends Error {
  override readonly name = 'EspoRefusal';
  readonly response: SimResponse;

  constructor(response: SimResponse) {
    super(`EspoCRM answers ${response.status}`);
    this.response = response;
  }
}

interface Wording {
  /** The header X-Status-Reason. */
  readonly reason?: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Nothing when left out. */
  readonly body?: object | '';
}

const refusal = (status: number, type: 'json' | 'html', { reason, headers, body = '' }: Wording = {}) =>
  new EspoRefusal({
    status,
    headers: {
      'Content-Type': type === 'json' ? 'application/json' : 'text/html; charset=UTF-8',
      ...(reason !== undefined && { 'X-Status-Reason': reason.replace(/[^ -~]/g, '?') }),
      ...headers,
    },
    body,
  });

export const badCredentialsText = () => refusal(400, 'html', { reason: 'Auth: Bad authorization string provided.' });

/** Credentials were given and refused; why stands only in the server's log. */
export const denied = () => refusal(401, 'html');

/** The browser's password dialogue, but not for scripts of a page. */
export function unauthenticated({ method, headers }: SimRequest): EspoRefusal {
  const script = (headers['x-requested-with'] ?? '').toLowerCase() === 'xmlhttprequest';
  if (script || headers['referer'] || method === 'POST') return denied();
  return refusal(401, 'html', { headers: { 'WWW-Authenticate': 'Basic realm=""' } });
}

export const secondStepRequired = () =>
  refusal(401, 'html', {
    reason: 'second-step-required',
    body: { status: 'secondStepRequired', message: 'enterTotpCode', view: null, token: null, data: {} },
  });

/** Banned, or not on the list of allowed addresses. */
export const addressRefused = () => refusal(403, 'html');

export const inMaintenance = () =>
  refusal(503, 'html', {
    reason: 'Application is in maintenance mode.',
    body: { message: 'EspoCRM is in maintenance mode. Try again later.' },
  });

/** An exception while signing in. */
export const signInCrash = () => refusal(500, 'html');

export const crash = (reason?: string) => refusal(500, 'json', reason === undefined ? {} : { reason });

export const forbidden = (reason?: string) => refusal(403, 'json', reason === undefined ? {} : { reason });

export const notFound = (reason: string) => refusal(404, 'json', { reason });

export const methodNotAllowed = () => refusal(405, 'json', { headers: { Allow: 'GET, POST, PUT, PATCH, OPTIONS' } });

export const conflict = (reason: string) => refusal(409, 'json', { reason });

export const invalidField = (entity: string, { field, type }: BrokenRule) =>
  refusal(400, 'json', {
    reason: `Field validation failure; entityType: ${entity}, field: ${field}, type: ${type}.`,
    body: { messageTranslation: { label: 'validationFailure', scope: null, data: { field, type } } },
  });
