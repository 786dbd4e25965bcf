/** Answers a vault gives when something outside the caller's request is wrong, for the kit's `answer` fault. */
import type { SimResponse } from '../kit/simulator';
import { callerLine, forbiddenByRbac, throttled, VaultRefusal } from './vaultRefusal';

const caller = {
  appId: '11111111-1111-4111-8111-111111111111',
  oid: '22222222-2222-4222-8222-222222222222',
  issuer: 'https://sts.windows.net/33333333-3333-4333-8333-333333333333/',
};

export interface KeyVaultFaults {
  readonly throttled: SimResponse;
  /** The SDK retries it, PUT included; with `committed` each attempt makes a version. */
  readonly unavailable: SimResponse;
  /** A role granted moments ago; to take one action away for good there is `controls.revoke`. */
  readonly forbiddenByRbac: SimResponse;
  /** A network rule of the vault. */
  readonly forbiddenByFirewall: SimResponse;
}

export const keyVaultFaults: KeyVaultFaults = {
  throttled: throttled().response,
  unavailable: new VaultRefusal(503, 'ServiceUnavailable', 'The service is temporarily unavailable.').response,
  forbiddenByRbac: forbiddenByRbac({
    ...caller,
    dataAction: 'setSecret/action',
    resource: '/subscriptions/sandbox/resourcegroups/sandbox/providers/microsoft.keyvault/vaults/sandbox',
    vault: 'sandbox',
  }).response,
  forbiddenByFirewall: new VaultRefusal(
    403,
    'Forbidden',
    [
      'Client address is not authorized and caller is not a trusted service.',
      'Client address: 203.0.113.7',
      callerLine(caller),
      'Vault: sandbox;location=westeurope',
    ].join('\r\n'),
    { innerCode: 'ForbiddenByFirewall' },
  ).response,
};
