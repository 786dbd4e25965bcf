/** Many connections whose secrets end on the same day, each with an EspoCRM, a registration and a secret of its own. */
import type { RunningEspoCrm, Sandbox } from '../sandbox/stage/startSandbox';
import { APP_IDENTITY, ESPOCRM_ADMIN } from '../sandbox/stage/tenant';
import { adminSecretName, clientSecretName, credentialMark } from '../src/core/ownership';
import { documentsOf, TEMPLATE, type Template } from './template';

const TOGETHER = 50;

export interface Member {
  readonly name: string;
  readonly espocrm: RunningEspoCrm;
  readonly appId: string;
  /** Of the secret that is to be renewed. */
  readonly keyId: string;
}

/** As the template is, but for what is each one's own. */
export async function makeCrowd(sandbox: Sandbox, template: Template, count: number): Promise<readonly Member[]> {
  const version = versionOf(sandbox);
  const members: Member[] = [];
  while (members.length < count) {
    const some = Math.min(TOGETHER, count - members.length);
    const names = Array.from({ length: some }, (_, index) => `crm-${members.length + index}`);
    members.push(...(await Promise.all(names.map((name) => makeMember(sandbox, template, version, name)))));
  }
  return members;
}

type Version = ReturnType<typeof versionOf>;

async function makeMember(sandbox: Sandbox, template: Template, version: Version, name: string): Promise<Member> {
  const { entra, keyVault } = sandbox;
  const { tags, expiresOn, contentType } = version;
  const espocrm = await sandbox.addEspoCrm();
  const appId = entra.addRegistration({
    ...template.registration,
    web: { redirectUris: [`${espocrm.url}/oauth-callback.php`] },
  });
  entra.addOwner(appId, APP_IDENTITY.oid);
  const { keyId, secretText } = entra.addSecret(appId, { displayName: credentialMark(name), endsAt: expiresOn });
  keyVault.put(clientSecretName(name), {
    value: secretText,
    contentType,
    expiresOn,
    tags: { ...tags, Connection: name, CredentialId: keyId, ApplicationId: appId },
  });
  keyVault.put(adminSecretName(name), { value: `${ESPOCRM_ADMIN.userName}:${ESPOCRM_ADMIN.password}` });
  espocrm.controls.edit({ ...template.settings(), oidcClientId: appId, oidcClientSecret: secretText });
  const own = (text: string) => text.replaceAll(template.espocrm.url, espocrm.url).replaceAll(template.appId, appId);
  const document = own(template.document.text);
  const metadata = Object.fromEntries(
    Object.entries(template.document.metadata).map(([key, value]) => [key, own(value)]),
  );
  await documentsOf(sandbox)
    .getBlockBlobClient(`${name}.json`)
    .upload(document, Buffer.byteLength(document), { metadata });
  return { name, espocrm, appId, keyId };
}

/** Of the template's secret. */
function versionOf({ keyVault }: Sandbox) {
  const version = keyVault
    .list()
    .find(({ name }) => name === clientSecretName(TEMPLATE))
    ?.versions.at(-1);
  const { tags = {}, expiresOn, contentType = '' } = version ?? {};
  if (!expiresOn) throw new Error('The connection to copy has no secret that ends.');
  return { tags, expiresOn, contentType };
}

/** Names of those of which not all is as a renewal leaves it: one new secret, in the vault and in EspoCRM, that Entra accepts. */
export function notRenewed({ entra, keyVault }: Sandbox, members: readonly Member[]): readonly string[] {
  const registrations = new Map(entra.registrations().map((each) => [each.appId, each]));
  const secrets = new Map(keyVault.list().map((each) => [each.name, each]));
  const isRenewed = ({ name, appId, keyId, espocrm }: Member) => {
    const [credential, ...more] = registrations.get(appId)?.credentials ?? [];
    const [old, current, ...others] = secrets.get(clientSecretName(name))?.versions ?? [];
    const text = espocrm.controls.clientSecret() ?? '';
    return (
      credential?.keyId !== keyId &&
      current?.tags['CredentialId'] === credential?.keyId &&
      more.length + others.length === 0 &&
      current?.enabled === true &&
      old?.enabled === false &&
      keyVault.holds(clientSecretName(name), current.version, text) &&
      entra.accepts(appId, text)
    );
  };
  return members.filter((member) => !isRenewed(member)).map(({ name }) => name);
}
