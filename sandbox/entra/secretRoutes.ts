/** Graph's addPassword and removePassword. */
import * as z from 'zod';
import type { Route } from '../kit/simulator';
import { makeSecret } from './clientSecret';
import { objectOf, parsedBody } from './graphBody';
import { applicationPath, ownApplication } from './graphKeys';
import { graphRefusals } from './graphRefusal';
import type { GraphDeps, GraphHandler, GraphRoute } from './graphRoute';
import { secretView } from './graphViews';

const time = z.iso.datetime({ offset: true }).transform((text) => new Date(text));

/** What the service sets itself (keyId, secretText, hint) is not for the caller to say. */
const addition = z.strictObject({
  passwordCredential: z
    .strictObject({
      displayName: z.string().max(120).nullish(),
      startDateTime: time.nullish(),
      endDateTime: time.nullish(),
    })
    .default({}),
});

const removal = z.strictObject({ keyId: z.guid() });

const DAY_MS = 24 * 3_600_000;

/** Personal accounts allow two secrets (Azure/azure-cli issue 12946). */
const MAX_WITH_PERSONAL_ACCOUNTS = 2;

export function secretRoutes({ world, directory, graphUrl }: GraphDeps, route: GraphRoute): readonly Route[] {
  const { applications, settings } = directory;

  const add: GraphHandler = (call) => {
    const record = ownApplication(directory, call);
    const { passwordCredential } = parsedBody(addition, objectOf(call.request), 'PasswordCredential');
    const { displayName, startDateTime, endDateTime } = passwordCredential;
    const { secret, text } = makeSecret(world, {
      displayName,
      startsAt: startDateTime ?? undefined,
      endsAt: endDateTime ?? undefined,
    });
    const lifetimeMs = secret.endsAt.getTime() - secret.startsAt.getTime();
    if (lifetimeMs <= 0) throw graphRefusals.invalidValue('endDateTime', 'PasswordCredential');
    const { maxLifetimeDays = Number.POSITIVE_INFINITY, secretsAllowed = true } = settings.policy;
    if (!secretsAllowed) throw graphRefusals.typePolicy();
    if (lifetimeMs > maxLifetimeDays * DAY_MS) throw graphRefusals.lifetimePolicy();
    const allowsPersonal = record.properties.signInAudience.includes('PersonalMicrosoftAccount');
    if (allowsPersonal && record.secrets.length >= MAX_WITH_PERSONAL_ACCOUNTS) throw graphRefusals.tooManySecrets();
    applications.write(record.id, { ...record, secrets: [...record.secrets, secret] });
    return {
      status: 200,
      body: {
        '@odata.context': `${graphUrl()}/v1.0/$metadata#microsoft.graph.passwordCredential`,
        ...secretView(secret),
        secretText: text,
      },
    };
  };

  const remove: GraphHandler = (call) => {
    const record = ownApplication(directory, call);
    const { keyId } = parsedBody(removal, objectOf(call.request), 'PasswordCredential');
    const isMeant = (secret: { readonly keyId: string }) => secret.keyId === keyId;
    // Judged by a replica, as the real service does: a secret it has not seen yet is "not found", and stays alive.
    const seen = directory.readApplication('id', record.id)?.secrets.some(isMeant) ?? false;
    if (!seen || !record.secrets.some(isMeant)) throw graphRefusals.unknownSecret(keyId);
    const secrets = record.secrets.filter((secret) => !isMeant(secret));
    applications.write(record.id, { ...record, secrets });
    return { status: 204 };
  };

  return [
    route('addPassword', 'POST', `${applicationPath}/(?:microsoft\\.graph\\.)?addPassword`, add),
    route('removePassword', 'POST', `${applicationPath}/(?:microsoft\\.graph\\.)?removePassword`, remove),
  ];
}
