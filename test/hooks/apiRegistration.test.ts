import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { APP_ROLES, ensureApiRegistration, setApiAddress } from '../../infra/hooks/apiRegistration';
import { startDeployer, type TestDeployer } from './hookSetup';

describe('The registration that guards the API', () => {
  let deployer: TestDeployer;
  beforeEach(async () => {
    deployer = await startDeployer();
  });
  afterEach(() => deployer.tenant.close());

  const ensure = (environment = 'prod') => ensureApiRegistration(deployer.graph, environment, deployer.sleep);
  const registrations = () => deployer.tenant.controls.registrations();
  const read = async () => (await deployer.tenant.ask(`/applications/${registrations()[0]?.id}`)).body;

  test('has the app roles that the API asks for, and no secret', async () => {
    const appId = await ensure();
    expect(registrations()).toMatchObject([
      { appId, signInAudience: 'AzureADMyOrg', credentials: [], hasServicePrincipal: true },
    ]);
    const { appRoles, identifierUris, web } = await read();
    expect(appRoles).toMatchObject([{ value: 'Connections.Read' }, { value: 'Connections.Manage' }]);
    expect(identifierUris).toEqual([`api://${appId}`]);
    expect(web).toMatchObject({ implicitGrantSettings: { enableIdTokenIssuance: true } });
  });

  test('asks for roles that are those of the code', () => {
    const access = readFileSync(join(__dirname, '../../src/http/access.ts'), 'utf8');
    const asked = new Set(access.match(/'Connections\.\w+'/g)?.map((name) => name.slice(1, -1)));
    expect([...asked].sort()).toEqual(APP_ROLES.map(({ value }) => value as string).sort());
  });

  test('stays one however often it is ensured, and one for each environment', async () => {
    const first = await ensure();
    expect(await ensure()).toBe(first);
    expect(await ensure('test')).not.toBe(first);
    expect(registrations().map(({ uniqueName }) => uniqueName)).toEqual([
      'espocrm-entra-connector.api.prod',
      'espocrm-entra-connector.api.test',
    ]);
  });

  test('learns its address, and keeps what it had', async () => {
    const appId = (await ensure()) ?? '';
    expect(await setApiAddress(deployer.graph, appId, 'https://func.example.net')).toBe('set');
    expect(registrations()).toMatchObject([{ redirectUris: ['https://func.example.net/.auth/login/aad/callback'] }]);
    expect((await read())['web']).toMatchObject({ implicitGrantSettings: { enableIdTokenIssuance: true } });
    await ensure();
    expect(registrations()[0]?.redirectUris).toEqual(['https://func.example.net/.auth/login/aad/callback']);
  });

  test('waits for a registration that is not known everywhere yet', async () => {
    deployer.tenant.world.faults.add({
      service: 'graph',
      operation: 'createServicePrincipal',
      fault: { kind: 'answer', response: { status: 404, body: { error: { code: 'x' } } }, committed: false },
      times: 2,
    });
    await ensure();
    expect(deployer.slept).toEqual([2_000, 5_000]);
    expect(registrations()).toMatchObject([{ hasServicePrincipal: true }]);
  });

  test('is left out where the deployer may not create it', async () => {
    deployer.tenant.controls.revokeRole('Application.ReadWrite.OwnedBy');
    expect(await ensure()).toBeUndefined();
    expect(registrations()).toEqual([]);
  });
});
