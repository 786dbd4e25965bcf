/** Turns what the Key Vault client throws into a Failure that keeps only status and code: its errors hold the secret. */
import * as z from 'zod';
import { Failure, type Retry } from '../../core/failure';

const restErrorSchema = z.object({
  statusCode: z.number().optional(),
  code: z.string().optional(),
  // The client spells it so; on the wire it is `innererror`. Of a list that is refused it hands out the outer code only.
  details: z
    .object({ error: z.object({ code: z.string().optional(), innerError: z.object({ code: z.string() }).optional() }) })
    .optional()
    .catch(undefined),
});

const ADVICE: Readonly<Record<string, string>> = {
  Forbidden:
    "This app's identity lacks the role Key Vault Secrets Officer on the vault, or was granted it minutes ago, or the vault's network rules refuse this app.",
  ForbiddenByRbac:
    "This app's identity lacks the role Key Vault Secrets Officer on the vault, or was granted it minutes ago.",
  ForbiddenByFirewall: "The vault's network rules refuse this app; allow its subnet or address.",
  SecretDisabled: 'The version is disabled.',
  SecretNotFound: 'There is no such secret.',
  Unauthorized: "The vault refuses the token of this app's identity; check AZURE_TENANT_ID and KEY_VAULT_URI.",
};

function retryOf(status: number | undefined): Retry {
  if (status === undefined || status >= 500 || status === 429 || status === 409 || status === 408) return 'soon';
  return status === 401 ? 'later' : 'never';
}

export function vaultFailure(operation: string, error: unknown): Failure {
  if (error instanceof Failure) return error;
  const { statusCode: status, code: outer, details } = restErrorSchema.safeParse(error).data ?? {};
  const code = details?.error.innerError?.code ?? details?.error.code ?? outer ?? 'unreachable';
  const fallback =
    status === undefined ? 'There was no usable answer.' : 'Key Vault refuses or cannot serve the request.';
  return new Failure({
    system: 'Key Vault',
    operation,
    code,
    ...(status === undefined ? {} : { status }),
    retry: retryOf(status),
    advice: ADVICE[code] ?? fallback,
  });
}
