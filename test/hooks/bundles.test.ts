import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';
import { certificates } from '../../sandbox/kit/certificates';
import { APP, GRAPH } from '../sandbox/entraSetup';
import { IDENTITY, startDeployer, type TestDeployer } from './hookSetup';

/** A stand-in for azd: gives a token, and writes down the values it is to remember. */
const AZD = `#!${process.execPath}
const { appendFileSync } = require('node:fs');
const [, , ...args] = process.argv;
if (args[0] === 'auth') process.stdout.write(JSON.stringify({ token: process.env.TEST_TOKEN }));
else appendFileSync(process.env.TEST_VALUES, args.slice(2).join('=') + '\\n');
`;

describe('The built hooks, run by Node alone', () => {
  let deployer: TestDeployer;
  let folder: string;
  let env: Record<string, string>;
  beforeEach(async () => {
    deployer = await startDeployer();
    deployer.tenant.controls.addIdentity(IDENTITY);
    folder = mkdtempSync(join(tmpdir(), 'hooks-'));
    writeFileSync(join(folder, 'azd'), AZD, { mode: 0o755 });
    env = {
      PATH: `${folder}${delimiter}${process.env['PATH']}`,
      NODE_EXTRA_CA_CERTS: (await certificates()).caPath,
      GRAPH_URL: deployer.tenant.graphServer.url,
      TEST_TOKEN: (await deployer.tenant.issueToken({ principal: APP, audience: GRAPH })).token,
      TEST_VALUES: join(folder, 'values'),
      AZURE_ENV_NAME: 'prod',
      CONNECTOR_IDENTITY_PRINCIPAL_ID: IDENTITY.oid,
      CONNECTOR_URL: 'https://func.example.net',
    };
  });
  afterEach(async () => {
    await deployer.tenant.close();
    rmSync(folder, { recursive: true });
  });

  const run = async (hook: string, more: Record<string, string> = {}) => {
    const bundle = join(__dirname, `../../dist/hooks/${hook}.cjs`);
    return (await promisify(execFile)(process.execPath, [bundle], { cwd: folder, env: { ...env, ...more } })).stdout;
  };
  const remembered = () => readFileSync(join(folder, 'values'), 'utf8').trim();
  const registration = () => deployer.tenant.controls.registrations()[0];

  test('make the registration of the API and tell azd of it, then grant the permission and set the address', async () => {
    deployer.tenant.controls.grantRole('AppRoleAssignment.ReadWrite.All');
    await run('beforeProvision');
    const appId = registration()?.appId ?? '';
    expect(remembered()).toBe(`CONNECTOR_API_CLIENT_ID=${appId}`);
    await run('afterProvision', { CONNECTOR_API_CLIENT_ID: appId });
    expect(deployer.tenant.controls.assignedGraphRoles(IDENTITY.oid)).toHaveLength(1);
    expect(registration()?.redirectUris).toEqual(['https://func.example.net/.auth/login/aad/callback']);
  });

  test('end well for a deployer who may not grant, and say what an administrator has to do', async () => {
    deployer.tenant.controls.revokeRole('Application.ReadWrite.OwnedBy');
    expect(await run('afterProvision')).toContain('az rest --method POST');
  });

  test('never leave the API unguarded because a deployer may not create its registration', async () => {
    deployer.tenant.controls.revokeRole('Application.ReadWrite.OwnedBy');
    await expect(run('beforeProvision')).rejects.toMatchObject({
      code: 1,
      stderr: expect.stringContaining('azd env set CONNECTOR_EASY_AUTH off'),
    });
    expect(await run('beforeProvision', { CONNECTOR_API_CLIENT_ID: 'known' })).toContain('known is used as it is');
    expect(registration()).toBeUndefined();
  });

  test('switch App Service authentication off when told to', async () => {
    await run('beforeProvision', { CONNECTOR_EASY_AUTH: 'off' });
    expect(remembered()).toBe('CONNECTOR_API_CLIENT_ID=');
    expect(registration()).toBeUndefined();
  });
});
