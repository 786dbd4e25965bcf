/** `POST /api/connections/{name}/rotate`: replaces the client secret now, and says what that interrupts. */
import { rotateBodySchema } from '../contract/underWay';
import { rotate as rotateSecret } from '../reconcile/requests';
import type { Answer } from './answer';
import { notFound, problemResponse } from './problem';
import { busy, provisioned } from './provision';
import { readFlags, readNamed } from './readRequest';

export const rotate: Answer = async (request, { connector, log }) => {
  readFlags(request, []);
  const { name, body } = await readNamed(request, rotateBodySchema);
  const rotated = await rotateSecret(name, body, connector, log);
  if (rotated === undefined) return problemResponse(notFound(name));
  return rotated === 'busy' ? busy() : provisioned(rotated.spec, rotated.outcome);
};
