/** Reads how the app's own storage account is reached: the settings of the Functions host, which uses it too. */
import type { Environment, Read } from './setting';

export type StorageAccount =
  | { readonly kind: 'connectionString'; readonly connectionString: string }
  | { readonly kind: 'identity'; readonly blobServiceUri: string; readonly queueServiceUri: string };

/** By connection string on a developer's machine, by identity in Azure. */
export function readStorage(env: Environment): Read<StorageAccount> {
  const { AzureWebJobsStorage: connectionString } = env;
  if (connectionString) return { value: { kind: 'connectionString', connectionString } };
  const { AzureWebJobsStorage__blobServiceUri: blobServiceUri = '' } = env;
  const { AzureWebJobsStorage__queueServiceUri: queueServiceUri = '' } = env;
  if ([blobServiceUri, queueServiceUri].every((uri) => URL.canParse(uri)))
    return { value: { kind: 'identity', blobServiceUri, queueServiceUri } };
  return {
    problems: [
      'AzureWebJobsStorage is missing: a connection string, or AzureWebJobsStorage__blobServiceUri and AzureWebJobsStorage__queueServiceUri for access by identity',
    ],
  };
}
