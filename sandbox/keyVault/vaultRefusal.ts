/** The ways in which a vault says no, in the words the service uses. */
import type { SimResponse } from '../kit/simulator';

export class VaultRefusal extends Error {
  override readonly name = 'VaultRefusal';
  readonly response: SimResponse;

  constructor(status: number, code: string, message: string, more: { innerCode?: string; challenge?: string } = {}) {
    super(message);
    this.response = {
      status,
      ...(more.challenge && { headers: { 'WWW-Authenticate': more.challenge } }),
      // The wire spells it `innererror`; the SDK shows it as innerError.
      body: { error: { code, message, ...(more.innerCode && { innererror: { code: more.innerCode } }) } },
    };
  }
}

const conflict = (message: string, innerCode?: string) =>
  new VaultRefusal(409, 'Conflict', message, innerCode ? { innerCode } : {});

export const badParameter = (message = 'Property  has invalid value\r\n') =>
  new VaultRefusal(400, 'BadParameter', message);

export const unauthorized = (message: string, challenge: string) =>
  new VaultRefusal(401, 'Unauthorized', message, { challenge });

export interface DeniedAction {
  readonly appId: string;
  readonly oid: string;
  readonly issuer: string;
  /** Without `Microsoft.KeyVault/vaults/secrets/`. */
  readonly dataAction: string;
  readonly resource: string;
  readonly vault: string;
}

export const callerLine = ({ appId, oid, issuer }: Pick<DeniedAction, 'appId' | 'oid' | 'issuer'>) =>
  `Caller: appid=${appId};oid=${oid};iss=${issuer}`;

export const forbiddenByRbac = (denied: DeniedAction) =>
  new VaultRefusal(
    403,
    'Forbidden',
    [
      'Caller is not authorized to perform action on resource.',
      'If role assignments, deny assignments or role definitions were changed recently, please observe propagation time.',
      callerLine(denied),
      `Action: 'Microsoft.KeyVault/vaults/secrets/${denied.dataAction}'`,
      `Resource: '${denied.resource}'`,
      'Assignment: (not found)',
      'DenyAssignmentId: null',
      "DecisionReason: 'DeniedWithNoValidRBAC' ",
      `Vault: ${denied.vault};location=westeurope`,
      '',
    ].join('\r\n'),
    { innerCode: 'ForbiddenByRbac' },
  );

export const secretDisabled = () =>
  new VaultRefusal(403, 'Forbidden', 'Operation get is not allowed on a disabled secret.', {
    innerCode: 'SecretDisabled',
  });

export const secretNotFound = (id: string) =>
  new VaultRefusal(
    404,
    'SecretNotFound',
    `A secret with (name/id) ${id} was not found in this key vault. If you recently deleted this secret you may be able to recover it using the correct recovery command. For help resolving this issue, please see https://go.microsoft.com/fwlink/?linkid=2125182`,
  );

export const deletedSecretNotFound = (name: string) =>
  new VaultRefusal(404, 'SecretNotFound', `Deleted Secret not found: ${name}`);

export const deletedButRecoverable = (name: string) =>
  conflict(
    `Secret ${name} is currently in a deleted but recoverable state, and its name cannot be reused; in this state, the secret can only be recovered or purged.`,
    'ObjectIsDeletedButRecoverable',
  );

export const beingDeleted = () => conflict('Secret is currently being deleted.', 'ObjectIsBeingDeleted');

/** Also the answer while a purge is still going on (azure-sdk-for-net#34322). */
export const cannotBeRecreated = (name: string, during: 'deleted' | 'recovered') =>
  conflict(
    `Secret ${name} is currently being ${during} and cannot be re-created; retry later.`,
    during === 'deleted' ? 'ObjectIsBeingDeleted' : 'ObjectIsBeingRecovered',
  );

export const nameTaken = (name: string) => conflict(`A secret with the name ${name} already exists in this key vault.`);

/** Without Retry-After, as published: the SDK does not retry it (vcsjones/AzureSignTool#219). */
export const throttled = () =>
  new VaultRefusal(
    429,
    'Throttled',
    'Request was not processed because too many requests were received. Reason: VaultRequestTypeLimitReached',
  );

export const methodNotAllowed = () =>
  new VaultRefusal(405, 'MethodNotAllowed', 'The requested resource does not support this HTTP method.');

export const notFound = () => new VaultRefusal(404, 'NotFound', 'The requested resource was not found.');
