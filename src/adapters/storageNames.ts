/** Names in the app's own storage account; they are part of the deployment. */

export const CONNECTIONS_CONTAINER = 'connections';
export const CONNECTIONS_QUEUE = 'connections';
