/** Turns what the Graph client throws into a Failure that keeps only status, code and request id. */
import { GraphError } from '@microsoft/microsoft-graph-client';
import * as z from 'zod';
import { Failure, type Retry } from '../../core/failure';

export interface Circumstances {
  /** The object may be so young that not every server of Graph knows it: they answer 403 for a while. */
  readonly young?: boolean;
  /** Each success adds something, so after an unknown outcome there must be time to see what is there. */
  readonly once?: boolean;
}

/** What Graph says of a registration that it made a moment ago and not every server knows (terraform-provider-azuread#611). */
const NOT_YET = 'NoBackingApplicationObject';

/** The client hands out the outer code, which is the same for whatever is wrong with a request, and the rest as text. */
const bodySchema = z
  .string()
  .transform((text): unknown => {
    try {
      return JSON.parse(text);
    } catch {
      return undefined;
    }
  })
  .pipe(z.object({ details: z.array(z.object({ code: z.string() })) }));

const ADVICE: Readonly<Record<number, string>> = {
  400: 'Microsoft Graph refuses the request; a policy of the tenant can be the reason (Entra admin center, App management policies).',
  401: "Microsoft Graph refuses the token of this app's identity; check AZURE_TENANT_ID and the cloud.",
  403: "This app's identity lacks the application permission Application.ReadWrite.OwnedBy, or was granted it less than a day ago, or does not own the registration.",
  404: 'Microsoft Graph does not know the object (yet).',
  409: 'Another change to the same object is under way.',
  429: 'Microsoft Graph asks for fewer requests.',
};

function retryOf(status: number, code: string, { young, once }: Circumstances): Retry {
  if (code === NOT_YET) return 'soon';
  if (status >= 500 || status <= 0) return once ? 'later' : 'soon';
  if (status === 409) return 'soon';
  // Whatever is asked for was seen or made before: a server may not know it yet, and if it is gone the next look sees that.
  if (status === 404) return 'soon';
  if (status === 403) return young ? 'soon' : 'never';
  return status === 429 || status === 401 ? 'later' : 'never';
}

export function graphFailure(operation: string, error: unknown, circumstances: Circumstances = {}): Failure {
  if (error instanceof Failure) return error;
  const system = 'Microsoft Graph';
  if (error instanceof z.ZodError) {
    const advice = 'Microsoft Graph answered something that its documentation does not describe.';
    return new Failure({ system, operation, code: 'unexpected-answer', retry: 'later', advice });
  }
  const { statusCode = -1, code: outer = null, body, requestId = null } = error instanceof GraphError ? error : {};
  const answered = statusCode > 0;
  const isNotYet = bodySchema.safeParse(body).data?.details.some((detail) => detail.code === NOT_YET) ?? false;
  const code = isNotYet ? NOT_YET : (answered && outer) || 'unreachable';
  return new Failure({
    system,
    operation,
    code,
    ...(answered ? { status: statusCode } : {}),
    ...(requestId ? { requestId } : {}),
    retry: retryOf(statusCode, code, circumstances),
    advice:
      ADVICE[isNotYet ? 404 : statusCode] ??
      (answered ? 'Microsoft Graph has a fault of its own.' : 'There was no answer.'),
  });
}
