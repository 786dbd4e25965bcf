/** Turns what the Azure Storage clients throw into a Failure that keeps only status, code and request id. */
import * as z from 'zod';
import { Failure } from '../../core/failure';

const restErrorSchema = z.object({
  statusCode: z.number().optional(),
  code: z.string().optional(),
  details: z.object({ errorCode: z.string().optional() }).optional().catch(undefined),
});

/** The storage service's own error code, for example `BlobNotFound`; `unreachable` when there was no answer. */
export function storageCode(error: unknown): string {
  const { code, details } = restErrorSchema.safeParse(error).data ?? {};
  return details?.errorCode ?? code ?? 'unreachable';
}

export function storageFailure(operation: string, error: unknown): Failure {
  if (error instanceof Failure) return error;
  const status = restErrorSchema.safeParse(error).data?.statusCode;
  return new Failure({
    system: 'Storage',
    operation,
    code: storageCode(error),
    ...(status === undefined ? {} : { status }),
    retry: status === 401 || status === 403 || status === 404 ? 'never' : 'soon',
    advice:
      status === 403
        ? "This app's identity lacks the roles Storage Blob Data Owner and Storage Queue Data Contributor."
        : 'The storage account named in AzureWebJobsStorage cannot serve the request.',
  });
}
