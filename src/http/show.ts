/** `GET /api/connections/{name}`: one connection with what is wanted, how it is doing and what is due; never a secret. */
import * as z from 'zod';
import type { ConnectionAnswer } from '../contract/answers';
import { toBody } from '../contract/connectionSpec';
import { durationSchema } from '../contract/time';
import type { Action } from '../core/action';
import type { ConnectionSpec, Rotation } from '../core/connection';
import { plannedRenewal } from '../core/decide/renewal';
import type { OtherSecret, Outcome } from '../core/outcome';
import { type Answer, json } from './answer';
import { notFound, problemResponse } from './problem';
import { readName } from './readRequest';

export const show: Answer = async (request, { connector }) => {
  const name = readName(request);
  const known = await connector.connections.find(name);
  return known ? json(200, connectionView(known.spec, known.outcome)) : problemResponse(notFound(name));
};

export const stepView = ({ kind, reason }: Action) => ({ action: kind, reason });

/** What is undefined is left out, as JSON does. */
export function connectionView(spec: ConnectionSpec, outcome: Outcome | undefined): ConnectionAnswer {
  const { name, rotation, removal } = spec;
  const { secretExpiresAt: expiresAt, problems = [], status = 'fail' } = outcome?.health ?? {};
  return {
    name,
    state: outcome?.state ?? 'settling',
    health: status,
    applicationId: outcome?.appId,
    clientSecret: expiresAt && {
      expiresAt: expiresAt.toISOString(),
      renewsAt: plannedRenewal(spec, expiresAt, outcome?.renewsAt).toISOString(),
      confirmedAt: outcome?.confirmedAt?.toISOString(),
    },
    rotation: rotation && rotationView(rotation, spec),
    removal,
    otherClientSecrets: someOf((outcome?.otherSecrets ?? []).map(otherView)),
    notes: someOf([...(outcome?.notes ?? [])]),
    problems: [...problems],
    done: (outcome?.done ?? []).map(stepView),
    checkedAt: outcome?.at.toISOString(),
    nextCheckBy: outcome?.recheckAt.toISOString(),
    specification: toBody(spec),
  };
}

const someOf = <T>(all: T[]): T[] | undefined => (all.length > 0 ? all : undefined);

/** What each way of revoking costs, said before anybody finds out. */
const INTERRUPTION = {
  'after-overlap': (overlap: string) => `None: the replaced secret works for ${overlap} beside its successor.`,
  'after-delivery': () =>
    "For some minutes single sign-ins may fail, until all of Entra's servers know the new secret. Open sessions go on.",
  immediately: () =>
    'Nobody could sign in through Entra from the request until EspoCRM had the new secret, mostly less than a minute; after that single sign-ins may fail for some minutes. Open sessions go on.',
} as const;

const otherView = ({ keyId, displayName, expiresAt }: OtherSecret) => ({
  keyId,
  displayName,
  expiresAt: expiresAt.toISOString(),
});

const rotationView = ({ requestedAt, reason, revoke }: Rotation, { secret }: ConnectionSpec) => ({
  requestedAt: requestedAt.toISOString(),
  reason,
  revoke,
  interruption: INTERRUPTION[revoke](z.encode(durationSchema, secret.overlap)),
});
