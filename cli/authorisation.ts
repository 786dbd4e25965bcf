/** How the command line says who calls: by the Azure sign-in of whoever runs it, by a function key, or both. */
import type { AccessToken } from '@azure/identity';

export interface Identification {
  /** Application ID URI; undefined: no token is sent. */
  readonly audience?: string;
  readonly functionKey?: string;
}

/** Headers for one request; rejects with an Error for people when there is no Azure sign-in. */
export type Authorise = () => Promise<Readonly<Record<string, string>>>;

/** A token is asked for anew while the old one still lasts that long. */
const FRESH_MS = 5 * 60_000;

export function createAuthorise({ audience, functionKey }: Identification, now: () => number): Authorise {
  const key = functionKey === undefined ? {} : { 'x-functions-key': functionKey };
  if (audience === undefined) return async () => key;
  let token: Promise<AccessToken> | undefined;
  return async () => {
    if (!token || (await token).expiresOnTimestamp - now() < FRESH_MS) token = askAzure(`${audience}/.default`);
    return { ...key, Authorization: `Bearer ${(await token).token}` };
  };
}

/** Each asks a command line tool, which takes a second. */
async function askAzure(scope: string): Promise<AccessToken> {
  const { AzureCliCredential, AzureDeveloperCliCredential, ChainedTokenCredential } = await import('@azure/identity');
  try {
    return await new ChainedTokenCredential(new AzureCliCredential(), new AzureDeveloperCliCredential()).getToken(
      scope,
    );
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new Error(
      `There is no Azure sign-in that gives a token for ${scope}: sign in with \`az login\` or \`azd auth login\`.\n${why}`,
    );
  }
}
