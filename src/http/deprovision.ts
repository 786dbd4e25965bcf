/** `DELETE /api/connections/{name}`: EspoCRM back to its own login, everything of ours removed, the connection forgotten. */
import type { HttpResponseInit } from '@azure/functions';
import type { RemovedAnswer } from '../contract/answers';
import type { ConnectionSpec } from '../core/connection';
import type { Outcome } from '../core/outcome';
import { adminSecretName } from '../core/ownership';
import { deprovision as deprovisionConnection } from '../reconcile/requests';
import { type Answer, json } from './answer';
import { notFound, problemResponse } from './problem';
import { busy, provisioned } from './provision';
import { readFlags, readName } from './readRequest';
import { ROUTES } from './routes';
import { stepView } from './show';

export const deprovision: Answer = async (request, { connector, log }) => {
  const name = readName(request);
  const removal = readFlags(request, ROUTES.deprovision.flags);
  const ended = await deprovisionConnection(name, removal, connector, log);
  if (ended === undefined) return problemResponse(notFound(name));
  return ended === 'busy' ? busy() : deprovisioned(ended.spec, ended.outcome);
};

/** Unfinished it is answered as a provisioning is: the connection still shows under its address. */
export function deprovisioned(spec: ConnectionSpec, outcome: Outcome): HttpResponseInit {
  if (outcome.state !== 'settled') return provisioned(spec, outcome);
  const answer: RemovedAnswer = {
    name: spec.name,
    state: 'removed',
    done: outcome.done.map(stepView),
    left: leftBehind(spec),
  };
  return json(200, answer);
}

/** What a person may still want to look after. */
function leftBehind({ name, removal }: ConnectionSpec): string[] {
  const admin = `The secret ${adminSecretName(name)} in Key Vault, which you put there: delete it when nothing else uses it.`;
  const users =
    "Users who have only ever signed in through Entra have no password in EspoCRM: they use its 'Forgot password', or an administrator sets one.";
  const twoFactor = "EspoCRM's own two-factor is as it was under single sign-on, usually off.";
  const registration = 'The app registration in Entra, without our client secrets.';
  return [
    admin,
    ...(removal?.espocrmIsGone ? [] : [users, twoFactor]),
    ...(removal?.keepRegistration ? [registration] : []),
  ];
}
