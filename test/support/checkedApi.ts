/** The app's HTTP API as the tests call it: each answer must be one that the OpenAPI document allows. */
import { type ConnectorApi, createConnectorApi } from '../../sandbox/story/connectorApi';
import { contractBreach } from './contractBreach';

/** Its calls throw an Error for an answer that breaks the contract. */
export const createCheckedApi = (appUrl: string): ConnectorApi =>
  createConnectorApi(appUrl, (method, path, answer) => {
    const breach = contractBreach(method, path, answer);
    if (breach !== undefined)
      throw new Error(`${method} ${path} broke the contract: ${breach}\n${JSON.stringify(answer.body)}`);
  });
