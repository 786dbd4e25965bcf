/** The same renewal as others would write it, in the same host, traced until EspoCRM has the new secret. */
import { join } from 'node:path';
import { repositoryFolder } from '../sandbox/kit/repositoryFolder';
import { startApp } from '../sandbox/stage/startApp';
import type { Sandbox } from '../sandbox/stage/startSandbox';
import { createConnectorApi } from '../sandbox/story/connectorApi';
import { type Trace, traced, until } from './trace';

/** Each a folder of `dist/bench`, and the request with which EspoCRM has shown what it holds. */
const OTHERS = {
  straightforward: 'getSettings',
  oneByOne: 'appUser',
} as const;

export interface Renewed {
  readonly name: string;
  readonly espocrmUrl: string;
  readonly applicationId: string;
}

/** Twice, so that what is measured finds tokens and connections open. */
export async function otherRenewal(
  sandbox: Sandbox,
  which: keyof typeof OTHERS,
  { name, ...body }: Renewed,
): Promise<Trace> {
  const app = await startApp(sandbox, { appFolder: join(repositoryFolder, 'dist/bench', which) });
  try {
    const api = createConnectorApi(app.url);
    const rotate = async () => {
      const { status } = await api.request('POST', `/api/rotate/${name}`, body);
      if (status !== 204) throw new Error(`The renewal ${which} answered ${status}.`);
    };
    await rotate();
    return until(await traced(sandbox, rotate), 'espocrm', OTHERS[which]);
  } finally {
    await app.close();
  }
}
