/** One portal's sign-in: an authentication provider of our own, beside whatever else is there, to which the portal is linked. */
import { ESPOCRM_ONLY_SETTINGS, PORTAL_SETTINGS } from '../../core/decide/espocrmSettings';
import { Failure } from '../../core/failure';
import type { ConnectionName } from '../../core/ids';
import type { EspoCrmRead, PortalTarget, SignInSettings } from '../../core/observation';
import { PRODUCT } from '../../core/ownership';
import type { Secret } from '../../core/secret';
import type { AdminSignIn, EspoCrmSession } from '../../reconcile/espocrmPort';
import type { Http } from '../http/http';
import { createEspoCrmApi } from './espocrmApi';
import { type Caller, OWN_LOGIN } from './espocrmCall';
import { notKept } from './espocrmFailure';
import { createEspoCrmPortalApi, type EspoCrmPortalApi, type Portal, type Provider } from './espocrmPortalApi';
import { lostOf, pick } from './espocrmSession';
import type { AskOnce } from './refusedSignIns';

/** How our provider is told from others, in EspoCRM's list and by us. */
const providerName = (connection: ConnectionName) => `${PRODUCT}/${connection}`;

export function createEspoCrmPortal(target: PortalTarget, http: Http, askOnce: AskOnce) {
  const { espocrmUrl, portal: portalId } = target;
  const api = createEspoCrmPortalApi(espocrmUrl, http);
  const name = providerName(target.name);

  /** Settings tell whether it is an administrator at all, which the other routes do not in one way. */
  async function asAdmin<T>(admin: AdminSignIn, run: (caller: Caller, version: string) => Promise<T>): Promise<T> {
    const caller: Caller = { kind: 'password', admin };
    const { version } = await askOnce(espocrmUrl, admin, () => createEspoCrmApi(espocrmUrl, http).readSettings(caller));
    return run(caller, version);
  }

  async function look(caller: Caller): Promise<{ readonly portal: Portal; readonly own: Provider | undefined }> {
    const [portal, ownId] = await Promise.all([readPortal(api, caller, portalId), api.findProvider(caller, name)]);
    return { portal, own: ownId === undefined ? undefined : await api.readProvider(caller, ownId) };
  }

  return {
    read: (admin: AdminSignIn): Promise<EspoCrmRead> =>
      asAdmin(admin, async (caller, version) => {
        const { portal, own } = await look(caller);
        const linkedId = portal.authenticationProviderId;
        const linked = !linkedId || linkedId === own?.id ? own : await api.readProvider(caller, linkedId);
        const settings = linkedId && linked ? linked.settings : { authenticationMethod: OWN_LOGIN };
        return {
          version,
          siteUrl: portal.url,
          settings: pick(settings, PORTAL_SETTINGS),
          teams: {},
          unsupported: ESPOCRM_ONLY_SETTINGS,
          portal: { isLinked: own !== undefined && linkedId === own.id, hasProvider: own !== undefined },
        };
      }),
    /** Writes the provider first, then the link: the portal's users notice one change, when all of it is there. */
    signIn: (admin: AdminSignIn): Promise<EspoCrmSession> =>
      asAdmin(admin, async (caller) => {
        const { portal, own } = await look(caller);
        let sent:
          | { readonly settings: SignInSettings; readonly secret: Secret; readonly providerId: string }
          | undefined;
        return {
          async write(settings, secret) {
            const { authenticationMethod: method, ...oidc } = settings;
            const body = { name, method, ...oidc, oidcClientSecret: secret.reveal() };
            const { id } = await api.writeProvider(caller, own?.id, body);
            sent = { settings, secret, providerId: id };
            if (portal.authenticationProviderId !== id) await api.linkProvider(caller, portal.id, id);
          },
          async readBack() {
            if (sent === undefined) throw new TypeError('Nothing was written.');
            const { settings, secret, providerId } = sent;
            const [kept, { authenticationProviderId }] = await Promise.all([
              api.readProvider(caller, providerId),
              readPortal(api, caller, portalId),
            ]);
            const lost = lostOf(settings, kept.settings);
            if (kept.secret?.reveal() !== secret.reveal()) lost.push('oidcClientSecret');
            if (authenticationProviderId !== providerId) lost.push('authenticationProviderId');
            if (lost.length > 0) throw notKept(lost);
          },
          // By password, which leaves nothing behind.
          close: async () => undefined,
        };
      }),
    /** Link first, then the provider: no portal is left with half of one. */
    detach: (admin: AdminSignIn): Promise<void> =>
      asAdmin(admin, async (caller) => {
        const { portal, own } = await look(caller);
        if (own === undefined) return;
        if (portal.authenticationProviderId === own.id) await api.linkProvider(caller, portal.id, null);
        await api.deleteProvider(caller, own.id);
      }),
  };
}

async function readPortal(api: EspoCrmPortalApi, caller: Caller, id: string): Promise<Portal> {
  try {
    return await api.readPortal(caller, id);
  } catch (error) {
    if (!(error instanceof Failure) || error.facts.status !== 404) throw error;
    throw portalNotFound(id, await api.listPortals(caller));
  }
}

function portalNotFound(id: string, there: Readonly<Record<string, string>>): Failure {
  const listed = Object.entries(there).map(([each, name]) => `${each} (${name})`);
  const known = listed.length > 0 ? `has ${listed.join(', ')}` : 'has no portals';
  return new Failure({
    system: 'EspoCRM',
    operation: 'read the portal',
    code: 'portal-not-found',
    status: 404,
    retry: 'never',
    advice: `There is no portal with the id ${id}; this EspoCRM ${known}. The id is the last part of the portal's address in Administration > Portals.`,
  });
}
