import { createSecret } from '../../src/core/secret';
import { withAdminAsked } from '../../src/reconcile/adminAsked';
import { aFailure, createMemoryWorld } from '../support/memoryWorld';
import { portsWith } from '../support/portsWith';
import { turn } from '../support/turns';

/** A run, and a Key Vault that counts its requests; `failures`: how many of the first fail. */
function aRun({ failures = 0 } = {}) {
  const asked: string[] = [];
  const readAdmin = async (name: string) => {
    const nth = asked.push(name);
    await turn();
    if (nth <= failures) throw aFailure({ system: 'Key Vault', code: `failure ${nth}` });
    return { userName: `admin ${nth} of ${name}`, password: createSecret('password') };
  };
  const given = { ...createMemoryWorld().connector, ports: portsWith({ vault: { readAdmin } }) };
  const connector = withAdminAsked(given, 'acme');
  const read = async () => (await connector.ports.vault.readAdmin('acme')).userName;
  return { given, connector, asked, read };
}

describe("EspoCRM's administrator", () => {
  test('is asked for from the start, before anybody needs it', () => {
    expect(aRun().asked).toEqual(['acme']);
  });

  test('is asked for once a run, however often and however early it is needed', async () => {
    const { read, asked } = aRun();
    expect(await Promise.all([read(), read()])).toEqual(['admin 1 of acme', 'admin 1 of acme']);
    expect(await read()).toBe('admin 1 of acme');
    expect(asked).toEqual(['acme']);
  });

  test('that could not be read is a failure where it is needed, and the next who needs it asks again, once', async () => {
    const { read, asked } = aRun({ failures: 1 });
    await expect(read()).rejects.toMatchObject({ facts: { code: 'failure 1' } });
    expect([await read(), await read()]).toEqual(['admin 2 of acme', 'admin 2 of acme']);
    expect(asked).toHaveLength(2);
  });

  test('that could not be read is no failure where nobody needs it', async () => {
    const unhandled: unknown[] = [];
    const listen = (error: unknown) => void unhandled.push(error);
    process.on('unhandledRejection', listen);
    aRun({ failures: 1 });
    for (let turns = 0; turns < 5; turns += 1) await turn();
    process.off('unhandledRejection', listen);
    expect(unhandled).toEqual([]);
  });
});

test('everything else of the run is what it was given', () => {
  const { given, connector } = aRun();
  const { ports } = given;
  const vault = { ...ports.vault, readAdmin: connector.ports.vault.readAdmin };
  expect(connector).toEqual({ ...given, ports: { ...ports, vault } });
});
