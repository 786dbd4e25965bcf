/**
 * An EspoCRM as its API clients see it, as far as signing in and its settings are concerned.
 *
 * "Measured" is on EspoCRM 9.2.7 and 10.0.0; the recordings are replayed against the simulator. Paths are in espocrm/espocrm.
 *
 * | behaviour | where | source |
 * |---|---|---|
 * | precedence of credentials, malformed ones | credentials | measured; Core/Api/Auth.php |
 * | order of judging a sign-in | authenticate | Core/Authentication/Authentication.php |
 * | the eleventh failure in a minute bans an address, tokens pass | signInLog, authenticate | measured; Hook/Hooks/FailedAttemptsLimit.php |
 * | address allow-list, also for tokens | authenticate | Hook/Hooks/IpAddressWhitelist.php |
 * | tokens: made by Espo-Authorization, secret cookie, password change | authTokens, authenticate | measured |
 * | tokens: idle limit and lifetime | authTokens | Classes/Jobs/AuthTokenControl.php (not measured) |
 * | second step, and settings readable without it | authenticate, totp | measured |
 * | who gets in beside OIDC (lock-out matrix) | logins | measured; Core/Authentication/Oidc/Login.php |
 * | unknown authentication method breaks every sign-in | logins | measured |
 * | redeeming the code, what is a 401 and what a 500 | oidcSignIn | measured; Oidc/Login.php |
 * | ID token: audience, dates, signature, nonce; issuer not compared | idToken | measured; Oidc/TokenValidator.php |
 * | key set cached 10 minutes, until Admin/clearCache | signingKeys | measured; Oidc/KeysProvider.php |
 * | user names, their length | userNames, claimsSync | measured; Oidc/UserProvider/Sync.php |
 * | names and teams from claims | claimsSync | measured; Oidc/UserProvider/Sync.php |
 * | PKCE verifier behind PHPSESSID, version 10 | sessions, oidcActions | measured |
 * | GET Settings is open; three levels of what is seen | settingsView, settingsLevels | measured; metadata/app/config.json |
 * | PUT only; partial; unknown keys stored; silent no-ops | settingsActions, espoAction | measured |
 * | field rules, atomic refusal | fieldRules, settingsFields | measured; metadata/entityDefs/Settings.json |
 * | parallel writes are lost while answering 200 | configStore | measured; Core/Utils/Config/ConfigWriter.php |
 * | overriding file shadows writes | configStore | documentation, config-params.md |
 * | a node that lags behind (fault `stale`) | settingsActions | opcache revalidation, about 2 s |
 * | teams, providers with readable secrets, portals and their URLs | recordKinds, recordActions, portals | measured |
 * | routes without actions | unknownActions | measured |
 *
 * Left out: torn reads of the configuration during a write (500), which the fault `answer` on getSettings stands in for.
 */
import type { Route } from '../kit/simulator';
import type { World } from '../kit/world';
import { createAdminActions } from './adminActions';
import { createAppActions } from './appActions';
import { createAuthenticate } from './authenticate';
import { createAuthTokens } from './authTokens';
import { createConfigStore } from './configStore';
import { routeOf } from './espoAction';
import type { EspoCrm, EspoCrmOptions } from './espoCrm';
import { createEspoCrmControls } from './espoCrmControls';
import { createLogins } from './logins';
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

  const config = createConfigStore(world, version, siteUrl);
  const setupOf = createSignInSetupOf(config, records, version);
  const view = createViewSettings(config, setupOf);
  const log = createSignInLog(world.clock);
  const tokens = createAuthTokens(world, config);
  const sessions = createSessions(world.random);
  const client = createProviderClient(ca);
  const keys = createSigningKeys(world, config, client);
  const signInByCode = createOidcSignIn({ world, records, client, keys, sessions });
  const userOfLogin = createLogins({ records, setupOf, signInByCode });
  const authenticate = createAuthenticate({ world, config, records, tokens, log, userOfLogin });

  const actions = [
    ...createSettingsActions(config, version, view),
    ...createAppActions({ config, records, tokens, setupOf, view }),
    ...createOidcActions(setupOf, sessions, version),
    ...createAdminActions({ records, version, keys }),
    ...recordKinds(config, records, version).flatMap((kind) => createRecordActions(world.random, kind)),
    ...createUserActions(records),
    ...createUserSecurityActions(world, records),
    ...unknownActions(),
  ];
  return {
    simulator: {
      service: 'espocrm',
      routes: [...actions.map((action) => routeOf(action, authenticate, records)), callbackPage],
      unmatched: () => ({ status: 404, body: '' }),
    },
    controls: createEspoCrmControls({ world, config, records, log, tokens }),
  };
}
