/** Reads what `POST /api/connections/{name}/rotate` asks for. */
import type { HttpRequest } from '@azure/functions';
import { rotateBodySchema } from '../contract/underWay';
import { readNamed } from './readConnection';
import { readFlags } from './readFlags';

/** Throws RequestRefused when a parameter is there, or with everything that is wrong with name and body. */
export async function readRotation(request: HttpRequest) {
  readFlags(request);
  return readNamed(request, rotateBodySchema);
}
