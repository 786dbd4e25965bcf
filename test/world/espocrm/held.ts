/** What one EspoCRM holds: settings, the secret that nobody reads back, its administrator, teams and portals. */
import { MANAGED_SETTINGS } from '../../../src/core/decide/espocrmSettings';
import { TEAM_SETTINGS } from '../../../src/core/decide/teams';
import type { By } from '../entra';

type Settings = Record<string, unknown>;

export interface Portal {
  readonly id: string;
  readonly name: string;
  readonly url: string;
  authenticationProviderId: string | null;
}

export interface Provider {
  readonly id: string;
  readonly name: string;
  method: string;
  /** By the names that the settings of a whole EspoCRM have. */
  readonly settings: Settings;
  secret: string | undefined;
}

/** Plain values, for tests to look into and to change by hand. */
export interface EspoCrmHeld {
  readonly version: string;
  siteUrl: string;
  readonly settings: Settings;
  /** Of data/config-override.php: they stand before the others, whatever is written. */
  readonly overrides: Settings;
  /** Settings that this version does not have. */
  readonly lacks: Set<string>;
  secret: string | undefined;
  readonly administrator: { userName: string; password: string; type: string };
  /** Auth tokens of the administrator's that nobody has signed out of. */
  readonly tokens: Set<string>;
  /** How often somebody asked for a token. */
  signIns: number;
  readonly teams: { readonly id: string; readonly name: string }[];
  /** How many characters of a user name it keeps; undefined where its version does not tell. */
  userNameLength: number | undefined;
  readonly portals: Portal[];
  readonly providers: Provider[];
  /** Who gave it the secret that it holds, and every one it ever held. */
  secretBy: By;
  readonly secrets: Set<string>;
  /** Names of the settings that somebody changed by hand after the product wrote them. */
  readonly editedSettings: Set<string>;
}

/** As installed, as far as we manage them. */
const INSTALLED: Readonly<Settings> = {
  authenticationMethod: 'Espo',
  oidcClientId: null,
  oidcAuthorizationEndpoint: null,
  oidcTokenEndpoint: null,
  oidcJwksEndpoint: null,
  oidcJwtSignatureAlgorithmList: ['RS256'],
  oidcScopes: ['profile', 'email', 'phone'],
  oidcUsernameClaim: 'sub',
  oidcCreateUser: false,
  oidcSync: false,
  oidcAllowAdminUser: false,
  oidcFallback: true,
  oidcAuthorizationPrompt: 'consent',
  auth2FA: false,
};

export const createEspoCrmHeld = (siteUrl: string): EspoCrmHeld => ({
  version: '10.0.0',
  siteUrl,
  settings: { ...INSTALLED },
  overrides: {},
  lacks: new Set(),
  secret: undefined,
  administrator: { userName: 'admin', password: 'password', type: 'admin' },
  tokens: new Set(),
  signIns: 0,
  teams: [],
  userNameLength: 50,
  portals: [],
  providers: [],
  secretBy: 'product',
  secrets: new Set(),
  editedSettings: new Set(),
});

/** The names of the settings there are, as its metadata has them. */
export const fieldNames = ({ lacks }: EspoCrmHeld): readonly string[] =>
  [...MANAGED_SETTINGS, ...TEAM_SETTINGS].filter((name) => !lacks.has(name));

/** A setting as it is in force. */
const settingOf = ({ settings, overrides, lacks }: EspoCrmHeld, name: string): unknown => {
  if (lacks.has(name)) return undefined;
  return name in overrides ? overrides[name] : settings[name];
};

/** All of them. */
export const settingsOf = (held: EspoCrmHeld): Settings =>
  Object.fromEntries(Object.keys({ ...held.settings, ...held.overrides }).map((name) => [name, settingOf(held, name)]));

/** What decides about a sign-in: settings and secret of EspoCRM itself, or of the provider that the portal is linked to. */
export interface SignInSetup {
  setting(name: string): unknown;
  readonly secret: string | undefined;
}

export function setupOf(held: EspoCrmHeld, portalId: string | undefined): SignInSetup {
  if (portalId === undefined) return { setting: (name) => settingOf(held, name), secret: held.secret };
  const linked = held.portals.find(({ id }) => id === portalId)?.authenticationProviderId;
  const provider = held.providers.find(({ id }) => id === linked);
  const settings: Settings = { ...provider?.settings, authenticationMethod: provider?.method };
  return { setting: (name) => settings[name], secret: provider?.secret };
}

/** Its address as it knows it, or its portal's. */
export const siteUrlOf = ({ siteUrl, portals }: EspoCrmHeld, portalId: string | undefined): string =>
  portals.find(({ id }) => id === portalId)?.url ?? siteUrl;
