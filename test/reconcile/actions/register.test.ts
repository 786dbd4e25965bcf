import type { ConnectionSpec } from '../../../src/core/connection';
import type { Observation } from '../../../src/core/observation';
import { register } from '../../../src/reconcile/actions/register';
import type { RegistrationWanted } from '../../../src/reconcile/ports';
import { portsWith } from '../../support/portsWith';
import { anEspoCrm, aRegistration, aSpec, day, seen } from '../../support/seen';
import { turn } from '../../support/turns';

/** The registration as Entra was told to make or correct it. */
async function written(spec: ConnectionSpec, observation: Observation) {
  const registrations: RegistrationWanted[] = [];
  const write = async (wanted: RegistrationWanted) => {
    await turn();
    registrations.push(wanted);
  };
  await register({ spec, seen: observation, ports: portsWith({ registrations: { write } }) });
  return registrations;
}

const HERE = 'https://crm.example.com/oauth-callback.php';
const THERE = 'https://old.example.com/oauth-callback.php';
const PORTAL = 'https://crm.example.com/portal/oauth-callback.php';
const ALL_CLAIMS = ['email', 'given_name', 'family_name', 'upn'];
const NEW: RegistrationWanted = {
  uniqueName: 'espocrm-entra-connector-acme',
  adopted: undefined,
  displayName: 'EspoCRM (acme)',
  signInAudience: 'AzureADMyOrg',
  redirectUris: [HERE],
  idTokenClaims: ALL_CLAIMS,
  groupMembershipClaims: undefined,
};
const like = (changes: Parameters<typeof aRegistration>[0]) => seen({ registration: aRegistration(changes) });
const movedSince = (at: Date) => aSpec({ moved: { at, from: ['https://old.example.com'] } });

describe('the registration', () => {
  test.each<[string, ConnectionSpec, Observation, Partial<RegistrationWanted>]>([
    ['is made as the connection wants it', aSpec(), seen({ registration: undefined }), {}],
    [
      'is called like the connection, where no name is wanted',
      aSpec({ displayName: undefined }),
      seen({ registration: undefined }),
      { displayName: 'espocrm-entra-connector-acme' },
    ],
    [
      'keeps the name it has, where no name is wanted',
      aSpec({ displayName: undefined }),
      like({ displayName: 'Sales' }),
      { displayName: 'Sales' },
    ],
    ['loses the name it has to the one that is wanted', aSpec(), like({ displayName: 'Sales' }), {}],
    [
      'is called by the client id of the one that is adopted',
      aSpec({ adopt: { applicationId: 'app-9', removeSecrets: [] } }),
      like({}),
      { adopted: 'app-9' },
    ],
    ['is closed to other tenants', aSpec(), like({ signInAudience: 'AzureADMultipleOrgs' }), {}],
    [
      'keeps the redirect URIs of others, before ours',
      aSpec(),
      like({ redirectUris: [THERE] }),
      { redirectUris: [THERE, HERE] },
    ],
    ['has each redirect URI once', aSpec(), like({ redirectUris: [HERE, THERE] }), { redirectUris: [HERE, THERE] }],
    [
      'keeps the address EspoCRM had, for the overlap of a move',
      movedSince(day(-6.9)),
      like({ redirectUris: [THERE, HERE] }),
      { redirectUris: [THERE, HERE] },
    ],
    [
      'loses the address EspoCRM had, once a move is over',
      movedSince(day(-7)),
      like({ redirectUris: [THERE, HERE] }),
      { redirectUris: [HERE] },
    ],
    [
      "has the address of the connection's portal",
      aSpec({ portal: 'portal-1' }),
      seen({
        registration: undefined,
        espocrm: anEspoCrm({
          siteUrl: 'https://crm.example.com/portal',
          portal: { hasProvider: false, isLinked: false },
        }),
      }),
      { redirectUris: [PORTAL] },
    ],
    [
      'keeps the claims of others, before ours',
      aSpec(),
      like({ idTokenClaims: ['groups', 'upn'] }),
      { idTokenClaims: ['groups', 'upn', 'email', 'given_name', 'family_name'] },
    ],
    [
      'puts groups into tokens where teams depend on them',
      aSpec({ teams: [{ team: 'Sales', group: 'Sales' }] }),
      like({}),
      { groupMembershipClaims: 'ApplicationGroup' },
    ],
  ])('%s', async (_what, spec, observation, expected) => {
    expect(await written(spec, observation)).toEqual([{ ...NEW, ...expected }]);
  });
});
