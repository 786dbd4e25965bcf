/** Waits where Key Vault asks for fewer requests: it names no time, and its client then gives up at once. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { SecretClientOptions } from '@azure/keyvault-secrets';

type Policy = NonNullable<SecretClientOptions['additionalPolicies']>[number]['policy'];

const THROTTLED = 429;
/** As its guidance has it, doubling: in all, longer than the 10 seconds for which a limit lasts. */
const PAUSES_MS = [1_000, 2_000, 4_000, 8_000] as const;
/** Up to this part of a pause is left out, so that those who were refused together do not come back together. */
const SPREAD = 0.5;

/** What was throttled was not done, so that it may be done again whatever it was. */
export const vaultBackOff: Policy = {
  name: 'vaultBackOff',
  async sendRequest(request, next) {
    for (const pauseMs of PAUSES_MS) {
      const answer = await next(request);
      // Where it does name a time, the client has waited.
      if (answer.status !== THROTTLED || answer.headers.has('Retry-After')) return answer;
      await sleep(pauseMs * (1 - SPREAD * Math.random()));
    }
    return next(request);
  },
};
