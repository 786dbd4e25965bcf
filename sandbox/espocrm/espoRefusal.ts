/** The ways in which EspoCRM says no; while it judges credentials it answers as HTML without a body, later as JSON. */
import type { SimRequest, SimResponse } from '../kit/simulator';
import type { BrokenRule } from './fieldRules';

export class EspoRefusal extends Error {
  override readonly name: string = 'EspoRefusal';
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
  readonly body?: object | string;
}

const responseOf = (
  status: number,
  type: 'json' | 'html',
  { reason, headers, body = '' }: Wording = {},
): SimResponse => ({
  status,
  headers: {
    'Content-Type': type === 'json' ? 'application/json' : 'text/html; charset=UTF-8',
    ...(reason !== undefined && { 'X-Status-Reason': reason.replace(/[^ -~]/g, '?') }),
    ...headers,
  },
  body,
});

const refusal = (status: number, type: 'json' | 'html', wording?: Wording) =>
  new EspoRefusal(responseOf(status, type, wording));

export const badCredentialsText = () => refusal(400, 'html', { reason: 'Auth: Bad authorization string provided.' });

/** `api` and `entryPoint` let nobody in without credentials, `openApi` anybody. */
export type Door = 'api' | 'openApi' | 'entryPoint';

/** The browser's password dialogue, but not for scripts of a page, nor behind a link. */
const passwordDialogue = ({ method, headers }: SimRequest, isScript: boolean): Readonly<Record<string, string>> =>
  isScript || headers['referer'] || method === 'POST' ? {} : { 'WWW-Authenticate': 'Basic realm=""' };

/** Credentials were given and refused; why stands only in the server's log. An entry point has the browser ask again. */
export const denied = (entry?: SimRequest) =>
  refusal(401, 'html', entry ? { headers: passwordDialogue(entry, false) } : {});

/** No credentials were given. */
export function unauthenticated(request: SimRequest, door: Door): EspoRefusal {
  const isScript = (request.headers['x-requested-with'] ?? '').toLowerCase() === 'xmlhttprequest';
  return refusal(401, 'html', { headers: passwordDialogue(request, isScript && door !== 'entryPoint') });
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

/** An exception while signing in: the API keeps its text to itself, an entry point prints it. */
export class SignInCrash extends EspoRefusal {
  override readonly name = 'SignInCrash';
  /** Empty for what the provider did wrong. */
  readonly text: string;

  constructor(text = '') {
    super(responseOf(500, 'html'));
    this.text = text;
  }
}

const HEADINGS = { 400: 'Bad Request', 404: 'Page Not Found', 500: 'Internal Server Error' } as const;

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#039;',
};
const escaped = (text: string) => text.replace(/[&<>"']/g, (letter) => ENTITIES[letter] ?? letter);

/** An exception as entry points print it (EspoCRM source, Core/Api/ErrorOutput.php). */
export const printed = (status: keyof typeof HEADINGS, text: string, reason?: string): EspoRefusal =>
  refusal(status, 'html', {
    ...(reason !== undefined && { reason }),
    body: `<h1>${status} ${HEADINGS[status]}</h1>${escaped(text)}`,
  });

/** An exception before EspoCRM can print any: a portal that is not active, or not there. */
export const noPortal = () => refusal(500, 'html');

export const crash = (reason?: string) => refusal(500, 'json', reason === undefined ? {} : { reason });

export const badRequest = (reason: string) => refusal(400, 'json', { reason });

export const forbidden = (reason?: string) => refusal(403, 'json', reason === undefined ? {} : { reason });

export const notFound = (reason: string) => refusal(404, 'json', { reason });

export const methodNotAllowed = () => refusal(405, 'json', { headers: { Allow: 'GET, POST, PUT, PATCH, OPTIONS' } });

export const conflict = (reason: string) => refusal(409, 'json', { reason });

export const invalidField = (entity: string, { field, type }: BrokenRule) =>
  refusal(400, 'json', {
    reason: `Field validation failure; entityType: ${entity}, field: ${field}, type: ${type}.`,
    body: { messageTranslation: { label: 'validationFailure', scope: null, data: { field, type } } },
  });
