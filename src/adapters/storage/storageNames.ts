/** Names in the app's own storage account, and how its queue is served; they are part of the deployment. */

export const CONNECTIONS_CONTAINER = 'connections';
export const CONNECTIONS_QUEUE = 'connections';
/** How often the platform gives us one message before it moves it to the poison queue: host.json's `maxDequeueCount`. */
export const DELIVERIES = 5;
