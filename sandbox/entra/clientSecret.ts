/** Client secrets: how they are made, and how a text is judged against those of an app. */
import { createHash, randomBytes } from 'node:crypto';
import type { World } from '../kit/world';

/** A client secret as the directory keeps it: its text only as a hash. */
export interface ClientSecret {
  readonly keyId: string;
  readonly displayName: string | null;
  readonly hint: string;
  readonly startsAt: Date;
  readonly endsAt: Date;
  readonly textHash: string;
}

/** In the middle of every secret text, so that a text that leaks into a log, a file or an answer can be found. */
export const SECRET_MARK = '~SandboxSecret~';

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._';

const hashOf = (text: string) => createHash('sha256').update(text).digest('base64url');

const randomText = (length: number) => [...randomBytes(length)].map((byte) => ALPHABET.charAt(byte % 64)).join('');

const twoYearsAfter = (start: Date) => {
  const end = new Date(start);
  end.setUTCFullYear(end.getUTCFullYear() + 2);
  return end;
};

export interface SecretWish {
  readonly displayName?: string | null | undefined;
  readonly startsAt?: Date | undefined;
  readonly endsAt?: Date | undefined;
}

export interface MadeSecret {
  readonly secret: ClientSecret;
  readonly text: string;
}

export function makeSecret({ clock, random }: World, { displayName, startsAt, endsAt }: SecretWish): MadeSecret {
  const hint = randomText(3);
  const text = `${hint}${SECRET_MARK}${randomText(22)}`;
  const start = startsAt ?? clock.now();
  const secret = {
    keyId: random.uuid(),
    displayName: displayName ?? null,
    hint,
    startsAt: start,
    endsAt: endsAt ?? twoYearsAfter(start),
    textHash: hashOf(text),
  };
  return { secret, text };
}

export function judgeSecret(secrets: readonly ClientSecret[], text: string, now: Date): 'good' | 'expired' | 'wrong' {
  const hash = hashOf(text);
  const match = secrets.find(({ textHash }) => textHash === hash);
  if (!match || now < match.startsAt) return 'wrong';
  return now < match.endsAt ? 'good' : 'expired';
}
