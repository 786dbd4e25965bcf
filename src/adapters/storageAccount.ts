/** How the app's own storage account is reached. */

export type StorageAccount =
  | { readonly kind: 'connectionString'; readonly connectionString: string }
  | { readonly kind: 'identity'; readonly blobServiceUri: string; readonly queueServiceUri: string };
