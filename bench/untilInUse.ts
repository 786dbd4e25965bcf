/** How long a renewal takes until it has come to its end, compared with others that do the same. */
import type { Sandbox } from '../sandbox/stage/startSandbox';
import type { Figure } from './figure';
import { otherRenewal, type Renewed } from './otherRenewals';
import { criticalPath, DELAY_MS, type Trace, toText, until } from './trace';

/** From Key Vault's event to an EspoCRM that has shown its new secret, without the quarter of an hour in between. */
export async function untilInUse(
  sandbox: Sandbox,
  issued: Trace,
  delivered: Trace,
  renewed: Renewed,
): Promise<readonly Figure[]> {
  const parts = [until(issued, 'keyvault', 'setSecret'), until(delivered, 'espocrm', 'appUser')];
  const ownPaths = parts.map(({ requests }) => criticalPath(requests.filter(({ isOfEspoCrm }) => !isOfEspoCrm)));
  const boundMs = parts.reduce((sum, { requests }) => sum + criticalPath(requests).length * DELAY_MS, 0);
  const ours = parts.reduce((sum, { wallMs }) => sum + wallMs, 0);
  const bare = await otherRenewal(sandbox, 'straightforward', renewed);
  const careful = await otherRenewal(sandbox, 'oneByOne', renewed);
  const ms = (value: number) => `${value.toFixed(0)} ms`;
  return [
    {
      name: 'renewal until EspoCRM uses the new secret: round trips one after the other',
      value: ownPaths.flat().length,
      limit: 10,
      needsQuiet: true,
      detail: ownPaths.flat().map(toText).join(', '),
    },
    {
      name: 'the same: time ÷ bound',
      value: ours / boundMs,
      limit: 1.25,
      needsQuiet: true,
      detail: `${ms(ours)} and ${ms(boundMs)}, EspoCRM's own round trip to Entra included`,
    },
    {
      name: 'the same: time ÷ with the same care one by one',
      value: ours / careful.wallMs,
      limit: 1 / 1.5,
      needsQuiet: true,
      detail: `${ms(ours)} and ${ms(careful.wallMs)}, which is ${criticalPath(careful.requests).length} round trips`,
    },
    {
      name: 'the same: time ÷ without any care',
      value: ours / bare.wallMs,
      detail: `${ms(ours)} and ${ms(bare.wallMs)}, which is ${criticalPath(bare.requests).length} round trips`,
    },
  ];
}
