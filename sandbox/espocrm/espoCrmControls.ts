/** What tests, administrators and people with a shell on the server can see and do behind the API's back. */
import type { World } from '../kit/world';
import type { AuthTokens } from './authTokens';
import type { ConfigStore, LostWrites, Settings } from './configStore';
import { portalUrl } from './portals';
import type { EntityRecord, Records } from './records';
import type { SignInAttempt, SignInLog } from './signInLog';
import { BASE32 } from './totp';
import { type NewUser, newId, type UserRecord, type UserType } from './users';

export type UserByHand = Pick<NewUser, 'userName' | 'type'> &
  Partial<Pick<UserRecord, 'password' | 'isActive' | 'firstName' | 'lastName' | 'emailAddress' | 'teamIds'>>;

export interface UserSeen {
  readonly id: string;
  readonly userName: string;
  readonly type: UserType;
  readonly isActive: boolean;
  readonly firstName: string | null;
  readonly lastName: string | null;
  readonly emailAddress: string | null;
  /** Names of the teams. */
  readonly teams: readonly string[];
  /** Only of API users. */
  readonly apiKey: string | undefined;
}

export interface PortalSeen {
  readonly id: string;
  readonly url: string;
  readonly authenticationProviderId: string | undefined;
}

export interface EspoCrmControls {
  /** Everything in force, overrides and the client secret included. */
  settings(): Settings;
  /** The client secret in force; undefined when none is. */
  clientSecret(): string | undefined;
  /** An administrator changes settings by hand: no validation, at once. */
  edit(settings: Settings): void;
  /** PUT Settings answers 200 as if it had stored something; returns how to stop that. */
  loseWrites(rule?: LostWrites): () => void;
  /** Shadows a key by data/config-override.php; undefined lifts it. */
  overrideSetting(key: string, value: unknown): void;
  setMaintenance(on: boolean): void;
  /** Undefined: from anywhere. */
  allowOnlyAddresses(addresses: readonly string[] | undefined): void;
  /** As after eleven failed sign-ins from that address; ends by itself after a minute. */
  ban(address: string): void;
  /** Forgets all failed sign-ins. */
  unban(): void;
  addUser(user: UserByHand): UserSeen;
  users(): readonly UserSeen[];
  /** Also ends the user's tokens. */
  setPassword(userName: string, password: string): void;
  /** Switches two-factor on, for everybody who has it and for this user; returns the base32 secret of the codes. */
  requireTwoFactor(userName: string): string;
  /** How many auth tokens may still be used. */
  activeTokens(): number;
  /** How many characters of a user name are kept. */
  userNameLength(): number;
  /** Names of all teams there are. */
  teams(): string[];
  /** An administrator makes a portal. */
  addPortal(values: Settings & { readonly name: string }): PortalSeen;
  /** And changes it, at once. */
  editPortal(id: string, values: Settings): void;
  portal(id: string): PortalSeen;
  /** Everything that is stored of each, the client secret included. */
  providers(): readonly (Settings & { readonly id: string })[];
  /** An administrator makes an authentication provider, and what else belongs to it. */
  addProvider(values: Settings): string;
  /** Oldest first; sign-ins by token are none. */
  signIns(): readonly SignInAttempt[];
}

export interface EspoCrmControlsDeps {
  readonly world: World;
  readonly config: ConfigStore;
  readonly records: Records;
  readonly log: SignInLog;
  readonly tokens: AuthTokens;
}

export function createEspoCrmControls({ world, config, records, log, tokens }: EspoCrmControlsDeps): EspoCrmControls {
  const { users, teams } = records;
  const find = (userName: string) => {
    const user = users.byName(userName);
    if (!user) throw new Error(`There is no user ${userName}.`);
    return user;
  };
  const seen = ({ id, userName, type, isActive, firstName, lastName, emailAddress, teamIds, apiKey }: UserRecord) => ({
    id,
    userName,
    type,
    isActive,
    firstName,
    lastName,
    emailAddress,
    teams: teamIds.map((teamId) => String(teams.get(teamId)?.values['name'] ?? teamId)),
    apiKey,
  });
  const portalSeen = (record: EntityRecord): PortalSeen => {
    const provider = record.values['authenticationProviderId'];
    const authenticationProviderId = typeof provider === 'string' ? provider : undefined;
    return { id: record.id, url: portalUrl(config, record), authenticationProviderId };
  };
  const portalOf = (id: string) => {
    const portal = records.portals.get(id);
    if (!portal) throw new Error(`There is no portal ${id}.`);
    return portal;
  };
  const add = (entities: Records['portals'], values: Settings) => {
    const record = { id: newId(world.random), values };
    entities.set(record.id, record);
    return record;
  };
  return {
    settings: () => config.all(),
    clientSecret() {
      const secret = config.get('oidcClientSecret');
      return typeof secret === 'string' ? secret : undefined;
    },
    edit: config.edit,
    loseWrites: (rule = {}) => config.loseWrites(rule),
    overrideSetting: config.override,
    setMaintenance: (on) => config.edit({ maintenanceMode: on }),
    allowOnlyAddresses: (addresses) =>
      config.edit({ authIpAddressCheck: addresses !== undefined, authIpAddressWhitelist: addresses ?? [] }),
    ban: log.ban,
    unban: log.forgetFailures,
    addUser: (user) => seen(users.add(user)),
    users: () => [...users.all.values()].map(seen),
    setPassword: (userName, password) => users.setPassword(find(userName), password),
    requireTwoFactor(userName) {
      const secret = world.random.text(32, BASE32);
      find(userName).twoFactor = { method: 'Totp', secret };
      config.edit({ auth2FA: true, auth2FAMethodList: ['Totp'] });
      return secret;
    },
    teams: () => [...teams.values()].map(({ values }) => String(values['name'])),
    activeTokens: tokens.active,
    userNameLength: () => records.userNameMaxLength,
    addPortal: (values) => portalSeen(add(records.portals, { isActive: true, ...values })),
    editPortal(id, values) {
      const portal = portalOf(id);
      records.portals.set(id, { ...portal, values: { ...portal.values, ...values } });
    },
    portal: (id) => portalSeen(portalOf(id)),
    providers: () => [...records.authenticationProviders.values()].map(({ id, values }) => ({ ...values, id })),
    addProvider: (values) => add(records.authenticationProviders, values).id,
    signIns: () => [...log.attempts],
  };
}
