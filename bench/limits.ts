/** The limits under which a day of renewals passes, and what of them it uses. */
import { DOCUMENTED_GRAPH_LIMITS } from '../sandbox/entra/tenantSettings';
import { DOCUMENTED_VAULT_LIMIT } from '../sandbox/keyVault/createKeyVault';
import type { Allowance } from '../sandbox/kit/allowance';
import type { Exchange } from '../sandbox/kit/exchanges';
import type { Sandbox } from '../sandbox/stage/startSandbox';

/**
 * What can be asked of Graph and Key Vault in a time is enforced at so small a part: two cores that are app, Graph,
 * vault and a thousand EspoCRMs at once do not make enough requests to come near the whole. Writes are left as they
 * are: a thousand renewals make a thousand at a time, which the 3,000 of a span allow at once.
 */
export const PART = 5;

const partOf = ({ amount, perMs }: Allowance): Allowance => ({ amount: amount / PART, perMs });
const UNITS = partOf(DOCUMENTED_GRAPH_LIMITS.units);
const TRANSACTIONS = partOf(DOCUMENTED_VAULT_LIMIT);
const { writes: WRITES } = DOCUMENTED_GRAPH_LIMITS;

export function enforce({ entra, keyVault }: Sandbox): void {
  entra.setLimits({ units: UNITS, writes: WRITES });
  keyVault.setLimit(TRANSACTIONS);
}

export interface Usage {
  readonly units: number;
  readonly writes: number;
  readonly transactions: number;
  /** Refused, and not counted above. */
  readonly throttled: number;
}

/** Returns how to end it, with what was used since. */
export function watchUsage({ world }: Sandbox): () => Usage {
  const used = { units: 0, writes: 0, transactions: 0, throttled: 0 };
  const stop = world.exchanges.listen(({ service, request, response: { status, headers = {} } }: Exchange) => {
    if (service !== 'graph' && service !== 'keyvault') return undefined;
    if (status === 429) used.throttled += 1;
    else if (service === 'graph') {
      used.units += Number(headers['x-ms-resource-unit'] ?? 0);
      used.writes += Number(request.method !== 'GET');
    } else used.transactions += Number(status !== 401);
    return undefined;
  });
  return () => {
    stop();
    return used;
  };
}

/** Seconds that so much takes at the rate that is allowed; 0 for what one span allows at once. */
const secondsFor = (used: number, { amount, perMs }: Allowance) =>
  used <= amount ? 0 : ((used / amount) * perMs) / 1_000;

/** The least time that the limits leave for it. */
export const leastSeconds = ({ units, writes, transactions }: Usage): number =>
  Math.max(secondsFor(units, UNITS), secondsFor(writes, WRITES), secondsFor(transactions, TRANSACTIONS));
