/** Starts one simulator alone and says how to talk to it. */
import type { PartOptions } from '../cli/partOptions';
import { startAlone as startEntra } from '../entra/startAlone';
import { startAlone as startEspoCrm } from '../espocrm/startAlone';
import { STANDALONE_TOKEN, startAlone as startKeyVault } from '../keyVault/startAlone';

export interface StartedPart {
  readonly lines: readonly string[];
  close(): Promise<void>;
}

export async function startOnePart(options: PartOptions): Promise<StartedPart> {
  switch (options.part) {
    case 'espocrm': {
      const { url, close } = await startEspoCrm(options);
      return { lines: [`EspoCRM ${options.version} at ${url}, administrator ${options.admin.userName}`], close };
    }
    case 'keyvault': {
      const { url, close } = await startKeyVault(options);
      return { lines: [`Key Vault at ${url}; send Authorization: Bearer ${STANDALONE_TOKEN}`], close };
    }
    case 'entra': {
      const { sts, graph, tenantId, close } = await startEntra(options);
      const lines = [
        `Token service at ${sts.url}/${tenantId}/oauth2/v2.0/token`,
        `Graph at ${graph.url}/v1.0; send Authorization: Bearer sandbox`,
      ];
      return { lines, close };
    }
  }
}
