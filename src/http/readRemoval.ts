/** Reads what `DELETE /api/connections/{name}` asks for. */
import type { HttpRequest } from '@azure/functions';
import type { Removal } from '../core/connection';
import { readName } from './readConnection';
import { readFlags } from './readFlags';

/** Throws RequestRefused when the name or a parameter is not valid. */
export function readRemoval(request: HttpRequest): { readonly name: string; readonly removal: Removal } {
  const name = readName(request);
  const flags = readFlags(request, 'keepRegistration', 'keepSecrets', 'espocrmIsGone');
  const removal = {
    keepRegistration: flags.has('keepRegistration'),
    keepSecrets: flags.has('keepSecrets'),
    espocrmIsGone: flags.has('espocrmIsGone'),
  };
  return { name, removal };
}
