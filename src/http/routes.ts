/**
 * Every HTTP route, once: what the triggers register, whom `handle` lets in and what the OpenAPI document describes come
 * from here. Plain data, because each cold start reads it.
 */
import type { Removal } from '../core/connection';

/** Who may call. `page`: whoever may look, in a browser, which brings no function key. `anyone` is not asked who they are. */
export type Access = 'read' | 'manage' | 'page' | 'anyone';

export interface Route {
  readonly method: 'GET' | 'PUT' | 'POST' | 'DELETE';
  /** Below `/api/`. `{name}` is the name of a connection. */
  readonly path: string;
  readonly access: Access;
  /** Parameters that are `true` or `false`. */
  readonly flags?: readonly string[];
}

const REMOVAL_FLAGS = [
  'keepRegistration',
  'keepSecrets',
  'espocrmIsGone',
] as const satisfies readonly (keyof Removal)[];

export const ROUTES = {
  list: { method: 'GET', path: 'connections', access: 'read' },
  show: { method: 'GET', path: 'connections/{name}', access: 'read' },
  provision: { method: 'PUT', path: 'connections/{name}', access: 'manage', flags: ['dryRun'] },
  rotate: { method: 'POST', path: 'connections/{name}/rotate', access: 'manage' },
  deprovision: { method: 'DELETE', path: 'connections/{name}', access: 'manage', flags: REMOVAL_FLAGS },
  health: { method: 'GET', path: 'health', access: 'anyone' },
  status: { method: 'GET', path: 'status', access: 'page' },
  openApi: { method: 'GET', path: 'openapi.json', access: 'read' },
} as const satisfies Readonly<Record<string, Route>>;

export type RouteName = keyof typeof ROUTES;

/** Routes at which it is asked who calls. */
export type GuardedRoute = {
  [Name in RouteName]: (typeof ROUTES)[Name]['access'] extends 'anyone' ? never : Name;
}[RouteName];

/** As a client writes it; without the name of a connection, as documents do. */
export const pathOf = ({ path }: Pick<Route, 'path'>, connection = '{name}'): string =>
  `/api/${path.replace('{name}', connection)}`;
