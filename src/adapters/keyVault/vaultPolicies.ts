/** What Key Vault's client does not do by itself: write dates after January 2038, and wait where it is asked for fewer requests. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { SecretClientOptions } from '@azure/keyvault-secrets';
import * as z from 'zod';

type Policy = NonNullable<SecretClientOptions['additionalPolicies']>[number]['policy'];
const bodySchema = z.looseObject({ attributes: z.looseObject({ exp: z.number() }) });

/**
 * The client cuts seconds off at 32 bits (@azure/keyvault-secrets 4.11.2, models.js), so that a date after 2038 becomes one
 * before 1970, and a secret looks expired from the start. No secret of ours expires before 1970: what does is put right.
 */
export const distantDates: Policy = {
  name: 'distantDates',
  sendRequest(request, next) {
    if (typeof request.body === 'string') {
      const { data: body } = bodySchema.safeParse(JSON.parse(request.body));
      if (body && body.attributes.exp < 0) {
        const exp = body.attributes.exp + 2 ** 32;
        request.body = JSON.stringify({ ...body, attributes: { ...body.attributes, exp } });
      }
    }
    return next(request);
  },
};

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
