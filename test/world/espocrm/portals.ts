/** EspoCRM's portals and authentication providers over its API: a provider's secret can be read. */
import type { HttpReply } from '../../../src/adapters/http/http';
import type { EspoCrmHeld, Portal, Provider } from './held';
import { type Asked, nameWanted, reply } from './wire';

/** Undefined for what is neither. */
export function answerPortals(held: EspoCrmHeld, asked: Asked): HttpReply | undefined {
  const [kind, id, ...more] = asked.path.split('/');
  if (more.length > 0) return undefined;
  if (kind === 'Portal') return id === undefined ? reply(200, { list: held.portals }) : answerPortal(held, id, asked);
  if (kind !== 'AuthenticationProvider') return undefined;
  return id === undefined ? answerProviders(held, asked) : answerProvider(held, id, asked);
}

function answerPortal({ portals }: EspoCrmHeld, id: string, { method, body }: Asked): HttpReply {
  const portal = portals.find((each) => each.id === id);
  if (!portal) return reply(404);
  if (method === 'PUT') link(portal, body['authenticationProviderId']);
  return reply(200, portal);
}

function link(portal: Portal, providerId: unknown): void {
  portal.authenticationProviderId = typeof providerId === 'string' ? providerId : null;
}

function answerProviders({ providers }: EspoCrmHeld, asked: Asked): HttpReply {
  if (asked.method === 'GET') return reply(200, { list: providers.filter(({ name }) => name === nameWanted(asked)) });
  const { name, ...body } = asked.body;
  const provider = {
    id: `provider-${providers.length + 1}`,
    name: String(name),
    method: 'Espo',
    settings: {},
    secret: undefined,
  };
  providers.push(provider);
  return reply(200, shown(write(provider, body)));
}

function answerProvider({ providers }: EspoCrmHeld, id: string, { method, body }: Asked): HttpReply {
  const provider = providers.find((each) => each.id === id);
  if (!provider) return reply(404);
  if (method === 'DELETE') {
    providers.splice(providers.indexOf(provider), 1);
    return reply(200, true);
  }
  return reply(200, shown(method === 'PUT' ? write(provider, body) : provider));
}

function write(provider: Provider, body: Asked['body']): Provider {
  const { name: _, method = provider.method, oidcClientSecret = provider.secret, ...settings } = body;
  Object.assign(provider.settings, settings);
  provider.method = String(method);
  provider.secret = typeof oidcClientSecret === 'string' ? oidcClientSecret : undefined;
  return provider;
}

const shown = ({ id, name, method, settings, secret }: Provider) => ({
  ...settings,
  id,
  name,
  method,
  oidcClientSecret: secret,
});
