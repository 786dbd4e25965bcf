/** `POST /api/connections/{name}/rotate`: replaces the client secret now, and says what that interrupts. */
import { handle } from '../http/handle';
import { notFound, problemResponse } from '../http/problem';
import { busy, provisioned } from '../http/provisioned';
import { readRotation } from '../http/readRotation';
import { rotate as rotateSecret } from '../reconcile/requests';

export const rotate = handle('manage', async (request, connector, log) => {
  const { name, body } = await readRotation(request);
  const rotated = await rotateSecret(name, body, connector, log);
  if (rotated === undefined) return problemResponse(notFound(name));
  return rotated === 'busy' ? busy() : provisioned(rotated.spec, rotated.outcome);
});
