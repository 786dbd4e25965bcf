/** One call of EspoCRM's REST API as a caller: which credentials go along, and which answers may be believed. */
import type * as z from 'zod';
import type { Secret } from '../../core/secret';
import type { AdminSignIn } from '../../reconcile/espocrmPort';
import type { Http, HttpReply } from '../http/http';
import { espocrmFailure } from './espocrmFailure';

/** The method of an EspoCRM, or of a portal, that nobody has set up otherwise. */
export const OWN_LOGIN = 'Espo';

/** Who a request is made as: the password, one that asks for a token, or a token, which outlives a lock-out of the password. */
export type Caller =
  | { readonly kind: 'password' | 'sign-in'; readonly admin: AdminSignIn }
  | { readonly kind: 'token'; readonly userName: string; readonly token: Secret };

const base64 = (userName: string, secret: Secret): string =>
  Buffer.from(`${userName}:${secret.reveal()}`).toString('base64');

function headersOf(caller: Caller): Record<string, string> {
  if (caller.kind === 'token')
    return { 'Espo-Authorization': base64(caller.userName, caller.token), 'Espo-Authorization-By-Token': 'true' };
  const { userName, password } = caller.admin;
  // Basic, because a password in Espo-Authorization leaves a new auth token behind at every request.
  return caller.kind === 'password'
    ? { Authorization: `Basic ${base64(userName, password)}` }
    : { 'Espo-Authorization': base64(userName, password) };
}

export interface EspoCrmCall {
  /** Throws a Failure for anything but 200. */
  call(
    operation: string,
    method: 'GET' | 'POST' | 'PUT' | 'DELETE',
    path: string,
    caller: Caller,
    body?: object,
  ): Promise<HttpReply>;
  /** What is at the path. Throws a Failure too when that is not what it should be. */
  read<T>(operation: string, path: string, caller: Caller, schema: z.ZodType<T>): Promise<T>;
}

export function createEspoCrmCall(siteUrl: string, http: Http): EspoCrmCall {
  const call: EspoCrmCall['call'] = async (operation, method, path, caller, body) => {
    const headers = { ...headersOf(caller), ...(body && { 'Content-Type': 'application/json' }) };
    const request = { system: 'EspoCRM', operation, method, url: `${siteUrl}/api/v1/${path}`, headers } as const;
    const reply = await http({ ...request, ...(body && { body }) });
    if (reply.status !== 200) throw espocrmFailure(operation, reply);
    return reply;
  };
  return {
    call,
    read: async (operation, path, caller, schema) =>
      understood(operation, schema, await call(operation, 'GET', path, caller)),
  };
}

/** What answers something else is not EspoCRM, or not at that address. */
export function understood<T>(operation: string, schema: z.ZodType<T>, reply: HttpReply): T {
  const parsed = schema.safeParse(reply.json);
  if (!parsed.success) throw espocrmFailure(operation, { ...reply, status: 404 });
  return parsed.data;
}

/** A list route's path for the one record that has that name. */
export const byName = (route: string, name: string): string => {
  const where = { 'where[0][type]': 'equals', 'where[0][attribute]': 'name', 'where[0][value]': name };
  return `${route}?${new URLSearchParams({ select: 'id,name', maxSize: '1', ...where })}`;
};
