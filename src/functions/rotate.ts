/** `POST /api/connections/{name}/rotate`: replaces the client secret now, and says what that interrupts. */
import { app } from '@azure/functions';
import { handle } from '../http/handle';
import { notFound, problemResponse } from '../http/problem';
import { busy, provisioned } from '../http/provisioned';
import { readRotation } from '../http/readRotation';
import { rotate } from '../reconcile/rotate';

app.http('rotate', {
  methods: ['POST'],
  authLevel: 'function',
  route: 'connections/{name}/rotate',
  handler: handle('manage', async (request, services, log) => {
    const { name, body } = await readRotation(request);
    const rotated = await rotate(name, body, services, log);
    if (rotated === undefined) return problemResponse(notFound(name));
    return rotated === 'busy' || !rotated.outcome ? busy() : provisioned(rotated.spec, rotated.outcome);
  }),
});
