import { grantGraphRole, OWNED_BY } from '../../infra/hooks/grantGraphRole';
import { graphFaults } from '../../sandbox/entra/graphFaults';
import { IDENTITY, startDeployer, type TestDeployer } from './hookSetup';

describe("Granting the app's identity its Graph permission", () => {
  let deployer: TestDeployer;
  beforeEach(async () => {
    deployer = await startDeployer();
    deployer.tenant.controls.addIdentity(IDENTITY);
    deployer.tenant.controls.grantRole('AppRoleAssignment.ReadWrite.All');
  });
  afterEach(() => deployer.tenant.close());

  const grant = () => grantGraphRole(deployer.graph, IDENTITY.oid, deployer.sleep);
  const held = () => deployer.tenant.controls.assignedGraphRoles(IDENTITY.oid);
  const strike = (operation: string, status: number, times: number, committed = false) =>
    deployer.tenant.world.faults.add({
      service: 'graph',
      operation,
      fault: { kind: 'answer', response: { status, body: { error: { code: 'Request_Test' } } }, committed },
      times,
    });

  test('gives it exactly that one', async () => {
    expect(await grant()).toEqual({ kind: 'granted' });
    expect(held()).toEqual([OWNED_BY]);
  });

  test('may be repeated', async () => {
    await grant();
    expect(await grant()).toEqual({ kind: 'already' });
    expect(held()).toEqual([OWNED_BY]);
  });

  test.each([404, 400])('waits for an identity that is new: %d', async (status) => {
    strike('createAppRoleAssignment', status, 3);
    expect(await grant()).toEqual({ kind: 'granted' });
    expect(deployer.slept).toEqual([2_000, 5_000, 10_000]);
    expect(held()).toEqual([OWNED_BY]);
  });

  test('waits where the identity cannot be looked up yet', async () => {
    strike('listAppRoleAssignments', 404, 2);
    expect(await grant()).toEqual({ kind: 'granted' });
    expect(held()).toEqual([OWNED_BY]);
  });

  test('finds a grant that took effect though the answer said otherwise', async () => {
    strike('createAppRoleAssignment', 503, 1, true);
    expect(await grant()).toEqual({ kind: 'granted' });
    expect(held()).toEqual([OWNED_BY]);
  });

  test('gives up on an identity that never appears, with the code that Graph gave', async () => {
    deployer.tenant.world.faults.add({
      service: 'graph',
      operation: 'createAppRoleAssignment',
      fault: graphFaults.notReplicated,
    });
    await expect(grant()).rejects.toThrow('404 Request_ResourceNotFound');
    expect(deployer.slept.reduce((sum, ms) => sum + ms, 0)).toBeGreaterThan(5 * 60_000);
  });

  test('names the command for an administrator where the deployer may not, and changes nothing', async () => {
    deployer.tenant.controls.revokeRole('AppRoleAssignment.ReadWrite.All');
    const granted = await grant();
    expect(granted).toMatchObject({ kind: 'refused' });
    const { command } = granted as { command: string };
    expect(command).toContain(`/v1.0/servicePrincipals/${IDENTITY.oid}/appRoleAssignments`);
    const [, body = ''] = /--body '(.*)'$/.exec(command) ?? [];
    // The shell fills in Graph's own object id, which differs from tenant to tenant.
    const filled = body.replace(/'\$\(az ad sp show --id [0-9a-f-]+ --query id --output tsv\)'/, 'id-of-graph');
    expect(JSON.parse(filled)).toEqual({ principalId: IDENTITY.oid, appRoleId: OWNED_BY, resourceId: 'id-of-graph' });
    expect(held()).toEqual([]);
  });

  test('names the command also where the deployer may read nothing', async () => {
    for (const role of ['AppRoleAssignment.ReadWrite.All', 'Application.ReadWrite.OwnedBy'] as const)
      deployer.tenant.controls.revokeRole(role);
    expect(await grant()).toMatchObject({ kind: 'refused' });
  });
});
