/** EspoCRM's portals and authentication providers, over its REST API. Answers about providers hold client secrets in clear text. */
import * as z from 'zod';
import { createSecret, type Secret } from '../../core/secret';
import type { Http } from '../http/http';
import { byName, type Caller, createEspoCrmCall, understood } from './espocrmCall';

const portalSchema = z.object({ id: z.string(), url: z.string(), authenticationProviderId: z.string().nullish() });
export type Portal = z.infer<typeof portalSchema>;
const portalNamesSchema = z.object({ list: z.array(z.object({ id: z.string(), name: z.string() })) });

/** The text never leaves this module bare. */
const providerSchema = z
  .looseObject({ id: z.string(), method: z.string(), oidcClientSecret: z.string().nullish() })
  .transform(({ id, method, oidcClientSecret, ...settings }): Provider => {
    const secret = oidcClientSecret ? createSecret(oidcClientSecret) : undefined;
    return { id, settings: { ...settings, authenticationMethod: method }, secret };
  });
const providersSchema = z.object({ list: z.array(z.object({ id: z.string() })) });

export interface Provider {
  readonly id: string;
  /** By the names that the settings of a whole EspoCRM have. */
  readonly settings: Readonly<Record<string, unknown>>;
  readonly secret: Secret | undefined;
}

export type EspoCrmPortalApi = ReturnType<typeof createEspoCrmPortalApi>;

export function createEspoCrmPortalApi(siteUrl: string, http: Http) {
  const { call, read } = createEspoCrmCall(siteUrl, http);
  const pathOf = (id: string) => `AuthenticationProvider/${id}`;
  return {
    /** Throws a Failure with the status 404 when there is none. */
    readPortal: (caller: Caller, id: string) => read('read the portal', `Portal/${id}`, caller, portalSchema),
    /** Names of the portals there are, by id; the first two hundred. */
    async listPortals(caller: Caller): Promise<Readonly<Record<string, string>>> {
      const { list } = await read('list the portals', 'Portal?select=id,name&maxSize=200', caller, portalNamesSchema);
      return Object.fromEntries(list.map(({ id, name }) => [id, name]));
    },
    async linkProvider(caller: Caller, portalId: string, providerId: string | null): Promise<void> {
      await call('link the portal', 'PUT', `Portal/${portalId}`, caller, { authenticationProviderId: providerId });
    },
    /** Its id; undefined when there is none of that name. */
    async findProvider(caller: Caller, name: string): Promise<string | undefined> {
      const path = byName('AuthenticationProvider', name);
      return (await read('look for the authentication provider', path, caller, providersSchema)).list.at(0)?.id;
    },
    readProvider: (caller: Caller, id: string) =>
      read('read the authentication provider', pathOf(id), caller, providerSchema),
    /** Makes one when there is no id; answers it as EspoCRM has stored it. */
    async writeProvider(
      caller: Caller,
      id: string | undefined,
      body: Readonly<Record<string, unknown>>,
    ): Promise<Provider> {
      const operation = 'write the authentication provider';
      const path = id === undefined ? 'AuthenticationProvider' : pathOf(id);
      return understood(
        operation,
        providerSchema,
        await call(operation, id === undefined ? 'POST' : 'PUT', path, caller, body),
      );
    },
    async deleteProvider(caller: Caller, id: string): Promise<void> {
      await call('delete the authentication provider', 'DELETE', pathOf(id), caller);
    },
  };
}
