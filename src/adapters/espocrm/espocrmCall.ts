/** One call of EspoCRM's REST API as a caller: which credentials go along, and which answers may be believed. */
import type * as z from 'zod';
import type { Secret } from '../../core/secret';
import type { AdminSignIn } from '../../reconcile/espocrmPort';
import type { Http, HttpReply } from '../http/http';
import { espocrmFailure } from './espocrmFailure';

/** The method of an EspoCRM, or of a portal, that nobody has set up otherwise. */
export const OWN_LOGIN = 'Espo';

/** Who a request is made as: the password, or a token that outlives a lock-out of it. */
export type Caller =
  | { readonly kind: 'password'; readonly admin: AdminSignIn }
  | { readonly kind: 'token'; readonly userName: string; readonly token: Secret };

export const base64 = (userName: string, secret: Secret): string =>
  Buffer.from(`${userName}:${secret.reveal()}`).toString('base64');

export function headersOf(caller: Caller): Record<string, string> {
  // Basic, because a password in Espo-Authorization leaves a new auth token behind at every request.
  if (caller.kind === 'password')
    return { Authorization: `Basic ${base64(caller.admin.userName, caller.admin.password)}` };
  return { 'Espo-Authorization': base64(caller.userName, caller.token), 'Espo-Authorization-By-Token': 'true' };
}

/** Throws a Failure for anything but 200. */
export type EspoCrmCall = (
  operation: string,
  method: 'GET' | 'POST' | 'PUT' | 'DELETE',
  path: string,
  headers: Record<string, string>,
  body?: object,
) => Promise<HttpReply>;

export function createEspoCrmCall(siteUrl: string, http: Http): EspoCrmCall {
  return async (operation, method, path, headers, body) => {
    const url = `${siteUrl}/api/v1/${path}`;
    const type = body ? { 'Content-Type': 'application/json' } : {};
    const content = body ? { body } : {};
    const request = {
      system: 'EspoCRM',
      operation,
      method,
      url,
      headers: { ...headers, ...type },
      ...content,
    } as const;
    const reply = await http(request);
    if (reply.status !== 200) throw espocrmFailure(operation, reply);
    return reply;
  };
}

/** What answers something else is not EspoCRM, or not at that address. */
export function understood<T>(operation: string, schema: z.ZodType<T>, reply: HttpReply): T {
  const parsed = schema.safeParse(reply.json);
  if (!parsed.success) throw espocrmFailure(operation, { ...reply, status: 404 });
  return parsed.data;
}

/** The query of a list route for the one record that has that name. */
export const byName = (name: string, select: string): string =>
  String(
    new URLSearchParams({
      select,
      maxSize: '1',
      'where[0][type]': 'equals',
      'where[0][attribute]': 'name',
      'where[0][value]': name,
    }),
  );
