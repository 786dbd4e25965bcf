/** The answer to a provisioning request, by what came of it. */
import type { HttpResponseInit } from '@azure/functions';
import type { ConnectionSpec } from '../core/connection';
import type { Outcome } from '../core/outcome';
import { connectionView } from './connectionView';
import { json } from './handle';
import { problemResponse } from './problem';

/** In seconds: when to ask again. */
const RETRY_AFTER_S = '30';

export const busy = (): HttpResponseInit =>
  problemResponse(
    {
      type: 'connection-busy',
      status: 409,
      title: 'The connection is being worked on.',
      detail: 'Another run has it right now. Nothing was changed by this request; send it again.',
    },
    { 'Retry-After': RETRY_AFTER_S },
  );

export function provisioned(spec: ConnectionSpec, outcome: Outcome): HttpResponseInit {
  const location = { Location: `/api/connections/${spec.name}` };
  if (outcome.state === 'settled') return json(200, connectionView(spec, outcome));
  if (outcome.state === 'settling')
    return json(202, connectionView(spec, outcome), { ...location, 'Retry-After': RETRY_AFTER_S });
  return problemResponse(
    {
      type: 'connection-blocked',
      status: 424,
      title: 'The connection is stored, but somebody has to act before it can work.',
      detail: 'Mend what is listed and send the request again; the timer tries again too.',
      errors: outcome.health.problems.map(({ code, detail }) => ({ pointer: code, detail })),
    },
    location,
  );
}
