/** `PUT /api/connections/{name}`: stores what is wanted and brings it about; with `?dryRun=true` only says what it would do. */
import type { HttpRequest, HttpResponseInit } from '@azure/functions';
import * as z from 'zod';
import { addressProblem } from '../adapters/http/addressGuard';
import type { AddressRules } from '../config/config';
import type { PlanAnswer } from '../contract/answers';
import { connectionBodySchema, toBody, toSpec } from '../contract/connectionSpec';
import { actionsOf, type Plan, problemsOf } from '../core/action';
import type { ConnectionSpec } from '../core/connection';
import type { Outcome } from '../core/outcome';
import { provision as provisionConnection } from '../reconcile/requests';
import { preview } from '../reconcile/upkeep';
import { type Answer, json } from './answer';
import { type FieldProblem, problem, problemResponse } from './problem';
import { readFlags, readNamed } from './readRequest';
import { pathOf, ROUTES } from './routes';
import { connectionView, stepView } from './show';

export const provision: Answer = async (request, { connector, addresses, log }) => {
  const { dryRun } = readFlags(request, ROUTES.provision.flags);
  const spec = await readConnection(request, addresses);
  if (dryRun) return json(200, planView(spec, await preview(spec, connector.ports)));
  const stored = await provisionConnection(spec, connector, log);
  return stored === 'busy' ? busy() : provisioned(spec, stored.outcome);
};

/** Throws RequestRefused with everything that is wrong with name and body. */
export async function readConnection(request: HttpRequest, addresses: AddressRules): Promise<ConnectionSpec> {
  const { name, body } = await readNamed(request, connectionBodySchema, (value, fields) =>
    urlProblems(value, fields, addresses),
  );
  return toSpec(name, body);
}

const URL_POINTER = '#/espocrmUrl';
const addressSchema = z.looseObject({ espocrmUrl: z.string() });

/** What the guard will refuse whatever the name leads to, unless the address is wrong in another way already. */
function urlProblems(body: unknown, fields: readonly FieldProblem[], addresses: AddressRules): FieldProblem[] {
  const url = addressSchema.safeParse(body).data?.espocrmUrl;
  if (url === undefined || fields.some(({ pointer }) => pointer === URL_POINTER)) return [];
  const detail = addressProblem(url, addresses);
  return detail === undefined ? [] : [{ pointer: URL_POINTER, detail }];
}

const planView = (spec: ConnectionSpec, next: Plan): PlanAnswer => ({
  dryRun: true,
  name: spec.name,
  next: actionsOf(next).map(stepView),
  problems: [...problemsOf(next)],
  nextCheckBy: next.recheckAt.toISOString(),
  specification: toBody(spec),
});

/** In seconds: when to ask again. */
const RETRY_AFTER_S = '30';

export const busy = (): HttpResponseInit =>
  problemResponse(
    problem('connection-busy', 'Another run has it right now. Nothing was changed by this request; send it again.'),
    { 'Retry-After': RETRY_AFTER_S },
  );

/** The answer to whoever changed what is wanted of a connection, by what came of it. */
export function provisioned(spec: ConnectionSpec, outcome: Outcome): HttpResponseInit {
  const location = { Location: pathOf(ROUTES.show, spec.name) };
  if (outcome.state === 'settled') return json(200, connectionView(spec, outcome));
  if (outcome.state === 'settling')
    return json(202, connectionView(spec, outcome), { ...location, 'Retry-After': RETRY_AFTER_S });
  const errors = outcome.health.problems.map(({ code, detail }) => ({ pointer: code, detail }));
  const detail = 'Mend what is listed and send the request again; the timer tries again too.';
  return problemResponse(problem('connection-blocked', detail, errors), location);
}
