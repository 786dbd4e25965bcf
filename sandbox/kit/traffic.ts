/** Writes every exchange with a simulator to a file, one JSON object a line, with everything secret blacked out. */
import { appendFileSync, writeFileSync } from 'node:fs';
import type { Exchange, Exchanges } from './exchanges';
import type { Service } from './simulator';

const HIDDEN = '[redacted]';

const SECRET_HEADERS = new Set([
  'authorization',
  'espo-authorization',
  'x-api-key',
  'x-identity-header',
  'cookie',
  'set-cookie',
]);
/** Fields of requests and answers, wherever they stand. */
const SECRET_FIELDS = new Set([
  'access_token',
  'apikey',
  'auth2fatotpsecret',
  'authtoken',
  'client_assertion',
  'client_secret',
  'code_verifier',
  'currentpassword',
  'hint',
  'id_token',
  'oidcclientsecret',
  'password',
  'passwordconfirm',
  'secrettext',
  'token',
]);

function hideHeaders(headers: Readonly<Record<string, string | readonly string[]>>) {
  const shown = ([name, value]: [string, string | readonly string[]]) => {
    const lower = name.toLowerCase();
    if (!SECRET_HEADERS.has(lower)) return [lower, value];
    return [lower, String(value).startsWith('Bearer ') ? `Bearer ${HIDDEN}` : HIDDEN];
  };
  return Object.fromEntries(Object.entries(headers).map(shown));
}

function hideFields(value: unknown, secret: ReadonlySet<string>): unknown {
  if (Array.isArray(value)) return value.map((each) => hideFields(each, secret));
  if (typeof value !== 'object' || value === null) return value;
  const shown = ([key, field]: [string, unknown]) => [
    key,
    typeof field === 'string' && secret.has(key.toLowerCase()) ? HIDDEN : hideFields(field, secret),
  ];
  return Object.fromEntries(Object.entries(value).map(shown));
}

/** A vault calls its secrets `value`; Graph calls its lists so. */
const secretFieldsOf = (service: string) =>
  service === 'keyvault' ? new Set([...SECRET_FIELDS, 'value']) : SECRET_FIELDS;

function hideQuery(url: URL): string {
  const shown = new URL(url);
  for (const name of ['code', 'token', 'id_token_hint'])
    if (shown.searchParams.has(name)) shown.searchParams.set(name, HIDDEN);
  return shown.href;
}

function lineOf({ service, request, response }: Exchange): string {
  const secret = secretFieldsOf(service);
  const { status, headers = {}, body } = response;
  return JSON.stringify({
    service,
    method: request.method,
    url: hideQuery(request.url),
    requestHeaders: hideHeaders(request.headers),
    // An authorization code is a secret; the code of an error is not.
    requestBody: hideFields(request.body ?? null, new Set([...secret, 'code'])),
    status,
    responseHeaders: hideHeaders(headers),
    responseBody: typeof body === 'string' ? null : hideFields(body ?? null, secret),
  });
}

/** Storage is only passed on, and `control` is no outside system. */
const RECORDED: ReadonlySet<Service> = new Set<Service>(['graph', 'sts', 'keyvault', 'espocrm', 'imds']);

/** Returns how to stop. */
export function recordTraffic(exchanges: Exchanges, file: string): () => void {
  writeFileSync(file, '');
  return exchanges.listen((exchange) => {
    if (RECORDED.has(exchange.service)) appendFileSync(file, `${lineOf(exchange)}\n`);
    return undefined;
  });
}
