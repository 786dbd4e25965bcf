/** The provider's published keys, fetched once and kept ten minutes; one cache for everything, whatever the endpoint. */
import type { JsonWebKey } from 'node:crypto';
import * as z from 'zod';
import type { World } from '../kit/world';
import type { ConfigStore } from './configStore';
import { SignInCrash } from './espoRefusal';
import type { OidcConfig } from './oidcConfig';
import { textOf } from './phpValues';
import type { ProviderClient } from './providerClient';

const keySchema = z.looseObject({ kid: z.string(), kty: z.literal('RSA'), n: z.string(), e: z.string() });

/** Keys without `alg`, as Entra publishes them, are good. */
const keySetSchema = z.object({ keys: z.array(z.unknown()) });

export type PublishedKey = JsonWebKey & { readonly kid: string };

export interface SigningKeys {
  get(oidc: OidcConfig): Promise<readonly PublishedKey[]>;
  forget(): void;
}

const UNITS: Readonly<Record<string, number>> = { second: 1000, minute: 60_000, hour: 3_600_000, day: 86_400_000 };
const DEFAULT_PERIOD = '10 minutes';

/** As PHP writes periods, of which only the plain ones are known here; what it cannot read breaks the sign-in (measured). */
function periodMs(value: unknown): number {
  const period = textOf(value) ?? DEFAULT_PERIOD;
  const [, count, unit = ''] = /^(\d+) (second|minute|hour|day)s?$/.exec(period) ?? [];
  if (count === undefined) throw new SignInCrash(`Failed to parse time string (${period})`);
  return Number(count) * (UNITS[unit] ?? 0);
}

function parse(text: string): readonly PublishedKey[] {
  try {
    const { keys } = keySetSchema.parse(JSON.parse(text));
    return keys.flatMap((key) => keySchema.safeParse(key).data ?? []);
  } catch {
    throw new SignInCrash('OIDC: JWKS bad response.');
  }
}

export function createSigningKeys({ clock }: World, config: ConfigStore, client: ProviderClient): SigningKeys {
  let kept: { readonly keys: readonly PublishedKey[]; readonly at: number } | undefined;
  return {
    async get({ jwksEndpoint }) {
      const now = clock.now().getTime();
      if (kept && kept.at >= now - periodMs(config.get('oidcJwksCachePeriod'))) return kept.keys;
      if (!jwksEndpoint) throw new SignInCrash('JSON Web Key Set endpoint not specified in settings.');
      const answer = await client.get(jwksEndpoint);
      if (answer.kind === 'failed') throw new SignInCrash('OIDC: JWKS request error. Status: 0.');
      kept = { keys: parse(answer.text), at: now };
      return kept.keys;
    },
    forget() {
      kept = undefined;
    },
  };
}
