/** Lets Key Vault's client write dates after January 2038. */
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
