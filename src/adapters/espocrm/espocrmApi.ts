/** EspoCRM's settings, teams and tokens, over its REST API. */
import * as z from 'zod';
import { Failure } from '../../core/failure';
import type { Secret } from '../../core/secret';
import type { AdminSignIn } from '../../reconcile/espocrmPort';
import type { Http } from '../http/http';
import { byName, type Caller, createEspoCrmCall, understood } from './espocrmCall';
import { espocrmFailure } from './espocrmFailure';

/** Settings as an administrator sees them; everyone else, wrong passwords included, gets a 200 without these. */
const settingsSchema = z.looseObject({ version: z.string(), authenticationMethod: z.string(), siteUrl: z.string() });
export type Settings = z.infer<typeof settingsSchema>;

/** What everybody sees: never with a version, which whoever is signed in gets to see. */
const publicSettingsSchema = z.object({
  applicationName: z.string(),
  cacheTimestamp: z.number(),
  version: z.undefined().optional(),
});

const userSchema = z.object({ token: z.string().nullish(), user: z.object({ type: z.string() }) });
const teamSchema = z.object({ id: z.string() });
const teamsSchema = z.object({ list: z.array(teamSchema) });
/** The field manager's route: a change works at once (measured on 9.2.7 and 10.0.0). */
const USER_NAME_FIELD = 'Admin/fieldManager/User/userName';
const FIELDS_PATH = 'Metadata?key=entityDefs.Settings.fields';
const recordSchema = z.record(z.string(), z.unknown()).catch({});
const lengthSchema = z.int().positive().optional().catch(undefined);
export type EspoCrmApi = ReturnType<typeof createEspoCrmApi>;
const SIGN_IN = 'sign in as administrator';

export function createEspoCrmApi(siteUrl: string, http: Http) {
  const { call, read } = createEspoCrmCall(siteUrl, http);

  async function readUser(caller: Caller) {
    const user = await read(SIGN_IN, 'App/user', caller, userSchema);
    if (user.user.type !== 'admin') throw notAdministrator();
    return user;
  }

  async function readUserNameField(caller: Caller) {
    try {
      return await read('read how long user names may be', USER_NAME_FIELD, caller, recordSchema);
    } catch (error) {
      // Whatever version has no such route is none the worse for it.
      if (error instanceof Failure && error.facts.status === 404) return {};
      throw error;
    }
  }

  return {
    /** Throws a Failure unless the answer proves that the caller is an administrator. */
    async readSettings(caller: Caller): Promise<Settings> {
      const operation = 'read the settings';
      const reply = await call(operation, 'GET', 'Settings', caller);
      const parsed = settingsSchema.safeParse(reply.json);
      if (parsed.success) return parsed.data;
      // A refused sign-in still gets a 200 here. Asking further would be another failure towards EspoCRM's ban.
      if (publicSettingsSchema.safeParse(reply.json).success) throw espocrmFailure(SIGN_IN, { ...reply, status: 401 });
      // Another kind of user gets one too; this route says so.
      await readUser(caller);
      throw espocrmFailure(operation, { ...reply, status: 404 });
    },
    /** The settings this version of EspoCRM knows. */
    readFieldNames: async (caller: Caller): Promise<readonly string[]> =>
      Object.keys(await read('read which settings exist', FIELDS_PATH, caller, recordSchema)),
    /** PUT is the only method that works, and only with a JSON body that is not empty. */
    async writeSettings(caller: Caller, body: Readonly<Record<string, unknown>>): Promise<void> {
      await call('write the settings', 'PUT', 'Settings', caller, body);
    },
    /** Undefined where this version does not tell. */
    readUserNameLength: async (caller: Caller): Promise<number | undefined> =>
      lengthSchema.parse((await readUserNameField(caller))['maxLength']),
    async writeUserNameLength(caller: Caller, length: number): Promise<void> {
      const field = { ...(await readUserNameField(caller)), maxLength: length };
      await call('lengthen user names', 'PUT', USER_NAME_FIELD, caller, field);
    },
    /** Its id; undefined when there is none of that name. */
    findTeam: async (caller: Caller, name: string): Promise<string | undefined> =>
      (await read('look for a team', byName('Team', name), caller, teamsSchema)).list.at(0)?.id,
    /** Answers its id. EspoCRM takes a name that it has already. */
    async createTeam(caller: Caller, name: string): Promise<string> {
      const operation = 'create a team';
      return understood(operation, teamSchema, await call(operation, 'POST', 'Team', caller, { name })).id;
    },
    /** An auth token of the administrator's, text and all. */
    async createToken(admin: AdminSignIn): Promise<string> {
      const { token } = await readUser({ kind: 'sign-in', admin });
      if (!token) throw notAdministrator();
      return token;
    },
    async destroyToken(caller: Caller, token: Secret): Promise<void> {
      await call('sign out', 'POST', 'App/destroyAuthToken', caller, { token: token.reveal() });
    },
  };
}

const notAdministrator = () =>
  espocrmFailure(SIGN_IN, { status: 403, headers: { 'content-type': 'application/json' }, json: undefined });
