/** Takes a real EspoCRM for a while: moves its Site URL to the front, and in the end puts back what was changed. */
import axios from 'axios';
import * as z from 'zod';
import { MANAGED_SETTINGS } from '../../src/core/decide/espocrmSettings';
import type { EspoCrmAdmin } from '../stage/tenant';

export interface BorrowOptions {
  /** Base URL of the real EspoCRM. */
  readonly url: string;
  readonly admin: EspoCrmAdmin;
  /** Base URL of its front. */
  readonly frontUrl: string;
  /** Users that sign-ins may make. */
  readonly userNames: readonly string[];
}

export interface BorrowedEspoCrm {
  readonly version: string;
  /** Puts back every setting that was changed and removes the users that sign-ins made; the old client secret, which EspoCRM never shows, is lost. */
  giveBack(): Promise<void>;
}

const settingsSchema = z.looseObject({ version: z.string(), authenticationMethod: z.string(), siteUrl: z.string() });
const usersSchema = z.object({ list: z.array(z.object({ id: z.string() })) });

/** Throws an Error that says what is wrong when EspoCRM cannot be used. */
export async function borrowEspoCrm({ url, admin, frontUrl, userNames }: BorrowOptions): Promise<BorrowedEspoCrm> {
  const client = axios.create({
    baseURL: `${url}/api/v1`,
    auth: { username: admin.userName, password: admin.password },
    proxy: false,
    validateStatus: () => true,
  });
  async function ask(method: 'GET' | 'PUT' | 'DELETE', path: string, data?: object): Promise<unknown> {
    const answer = await client.request<unknown>({ method, url: path, data }).catch(() => undefined);
    if (answer?.status === 200) return answer.data;
    throw new Error(
      `EspoCRM at ${url} ${answer ? `answered ${answer.status} to` : 'did not answer'} ${method} ${path}.`,
    );
  }

  const before = settingsSchema.safeParse(await ask('GET', 'Settings')).data;
  if (!before) throw new Error(`EspoCRM at ${url} does not take ${admin.userName} for an administrator.`);
  await ask('PUT', 'Settings', { siteUrl: frontUrl });
  return {
    version: before.version,
    async giveBack() {
      // Null for what was never set; what EspoCRM does not take as null it has a default for.
      const old = Object.fromEntries(MANAGED_SETTINGS.map((key) => [key, before[key] ?? null]));
      const defaults = before['oidcAuthorizationPrompt'] ? {} : { oidcAuthorizationPrompt: 'consent' };
      await ask('PUT', 'Settings', { ...old, ...defaults, siteUrl: before.siteUrl, oidcClientSecret: null });
      for (const name of userNames) {
        const where = `where[0][type]=equals&where[0][attribute]=userName&where[0][value]=${encodeURIComponent(name)}`;
        const { list } = usersSchema.parse(await ask('GET', `User?${where}`));
        for (const { id } of list) await ask('DELETE', `User/${id}`);
      }
    },
  };
}
