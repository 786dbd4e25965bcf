/**
 * An EspoCRM as its API clients see it, as far as signing in and its settings are concerned.
 *
 * "Measured" is on EspoCRM 9.2.7 and 10.0.0; the recordings are replayed against the simulator. Paths are in espocrm/espocrm.
 *
 * | behaviour | where | source |
 * |---|---|---|
 * | precedence of credentials, malformed ones | credentials | measured; Core/Api/Auth.php |
 * | order of judging a sign-in | authenticate | Core/Authentication/Authentication.php |
 * | the eleventh denied row in a minute bans an address, tokens pass | signInLog, authenticate | measured; Hook/Hooks/FailedAttemptsLimit.php |
 * | log of sign-ins: what has a row, what it says, 2 months | signInLog, signInLogActions | measured; Entities/AuthLogRecord.php, Jobs/Cleanup.php |
 * | address allow-list, also for tokens | authenticate | Hook/Hooks/IpAddressWhitelist.php |
 * | tokens: made by Espo-Authorization, secret cookie, password change | authTokens, authenticate | measured |
 * | tokens: over when idle limit and lifetime both are, on time instead of by a job | authTokens | measured; Classes/Jobs/AuthTokenControl.php |
 * | tokens that may not be concurrent | authTokens | measured |
 * | second step, and settings readable without it | authenticate, totp | measured |
 * | who gets in beside OIDC (lock-out matrix) | logins | measured; Core/Authentication/Oidc/Login.php |
 * | unknown authentication method breaks every sign-in | logins | measured |
 * | redeeming the code, what is a 401 and what a 500 | oidcSignIn | measured; Oidc/Login.php |
 * | entry points print what the API keeps to itself | entryPoints, espoRefusal | measured; Core/EntryPoint/Starter.php, Core/Api/ErrorOutput.php |
 * | ID token: audience, dates, signature, nonce; issuer not compared | idToken | measured; Oidc/TokenValidator.php |
 * | key set cached 10 minutes, until Admin/clearCache; an unreadable period is a 500 | signingKeys | measured; Oidc/KeysProvider.php |
 * | user names, their length | userNames, claimsSync, adminActions | measured; Oidc/UserProvider/Sync.php |
 * | users made by administrators: names, limit, what nobody does to themselves | userActions | measured; RecordHooks/User, FieldValidators/User |
 * | passwords: strength, length, 72 bytes count, one's own | passwords, userActions, userSecurityActions | measured; Tools/UserSecurity/Password |
 * | a new user is refused with any other content type than `application/json` | userActions | Controllers/User.php (not measured) |
 * | names and teams from claims | claimsSync | measured; Oidc/UserProvider/Sync.php |
 * | PKCE verifier behind PHPSESSID, version 10 | sessions, oidcActions | measured |
 * | GET Settings is open; three levels of what is seen | settingsView, settingsLevels | measured; metadata/app/config.json |
 * | PUT only; partial; unknown keys stored; silent no-ops | settingsActions, espoAction | measured |
 * | the time of each save, for anybody to the second, for whoever is signed in to the microsecond | configStore | measured; Core/Utils/Config/ConfigWriter.php |
 * | what else counts as a save: cache, fields, rights of users | adminActions, userActions | measured; RecordHooks/User/AfterUpdate.php |
 * | field rules, atomic refusal | fieldRules, settingsFields | measured; metadata/entityDefs/Settings.json |
 * | parallel writes are lost while answering 200 | configStore | measured; Core/Utils/Config/ConfigWriter.php |
 * | overriding file shadows writes | configStore | documentation, config-params.md |
 * | a node that lags behind (fault `stale`) | settingsActions | opcache revalidation, about 2 s |
 * | teams, providers with readable secrets, portals and their URLs | recordKinds, recordActions, portals | measured |
 * | a portal that is not active, or not there, is a 500 to everything | portals | measured; Core/Portal/Application.php |
 * | routes without actions | unknownActions | measured |
 *
 * Left out: torn reads of the configuration during a write (500), which the fault `answer` on getSettings stands in for;
 * the list of tokens (AuthToken); saves of settings by roles, layouts, entities, integrations, default portals and jobs;
 * the cookie PHPSESSID that version 10 sets when a code comes without; entry points that need no sign-in.
 */
import type { Route } from '../kit/simulator';
import type { World } from '../kit/world';
import { createAdminActions } from './adminActions';
import { createAppActions } from './appActions';
import { createAuthenticate } from './authenticate';
import { createAuthTokens } from './authTokens';
import { createConfigStore } from './configStore';
import { createEntryPoints } from './entryPoints';
import { routeOf } from './espoAction';
import type { EspoCrm, EspoCrmOptions } from './espoCrm';
import { createEspoCrmControls } from './espoCrmControls';
import { createLogins } from './logins';
import { createMicrotime } from './microtime';
import { createOidcActions } from './oidcActions';
import { createSignInSetupOf } from './oidcConfig';
import { createOidcSignIn } from './oidcSignIn';
import { createProviderClient } from './providerClient';
import { createRecordActions } from './recordActions';
import { recordKinds } from './recordKinds';
import { createRecords } from './records';
import { createSessions } from './sessions';
import { createSettingsActions, createViewSettings } from './settingsActions';
import { createSignInLog } from './signInLog';
import { createSignInLogActions } from './signInLogActions';
import { createSigningKeys } from './signingKeys';
import { unknownActions } from './unknownActions';
import { createUserActions } from './userActions';
import { createUserSecurityActions } from './userSecurityActions';

/** Where the provider sends the browser back to; the page hands the code to the window that opened it. */
const callbackPage: Route = {
  operation: 'callbackPage',
  method: 'GET',
  path: /^\/(?:portal\/(?:[^/]+\/)?)?oauth-callback\.php$/,
  handle: () => ({
    status: 200,
    body: 'This window closes by itself, unless the address in the browser is not the Site URL of the settings.',
  }),
};

export function createEspoCrm(world: World, options: EspoCrmOptions): EspoCrm {
  const { siteUrl, version = '10.0.0', admin, ca } = options;
  const records = createRecords(world.random);
  if (admin) records.users.add({ ...admin, type: 'admin', lastName: 'Admin' });

  const microtime = createMicrotime(world.clock);
  const config = createConfigStore({ world, version, siteUrl, microtime });
  const setupOf = createSignInSetupOf(config, records, version);
  const view = createViewSettings(config, setupOf);
  const log = createSignInLog(world.clock, microtime);
  const tokens = createAuthTokens(world, config);
  const sessions = createSessions(world.random);
  const client = createProviderClient(ca);
  const keys = createSigningKeys(world, config, client);
  const signInByCode = createOidcSignIn({ world, records, client, keys, sessions });
  const userOfLogin = createLogins({ records, setupOf, signInByCode });
  const authenticate = createAuthenticate({ world, config, records, tokens, log, microtime, setupOf, userOfLogin });

  const actions = [
    ...createSettingsActions(config, version, view),
    ...createAppActions({ config, records, tokens, setupOf, view }),
    ...createOidcActions(setupOf, sessions, version),
    ...createAdminActions({ config, records, version, keys }),
    ...recordKinds(config, records, version).flatMap((kind) => createRecordActions(world.random, kind)),
    ...createUserActions(config, records),
    ...createUserSecurityActions({ world, config, records, setupOf }),
    ...createSignInLogActions(log),
    ...unknownActions(),
  ];
  return {
    simulator: {
      service: 'espocrm',
      routes: [
        ...actions.map((action) => routeOf(action, authenticate, records)),
        createEntryPoints(authenticate, records),
        callbackPage,
      ],
      unmatched: () => ({ status: 404, body: '' }),
    },
    controls: createEspoCrmControls({ world, config, records, log, tokens }),
  };
}
