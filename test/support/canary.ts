/** Finds secrets in text, however they are written there. */
import type { Exchanges } from '../../sandbox/kit/exchanges';

/** What outside systems answer secrets in; Graph calls its lists `value`, too, but those are no strings. */
const SECRET_FIELDS: ReadonlySet<string> = new Set(['access_token', 'id_token', 'secretText', 'token', 'value']);
/** Shorter ones would be found by chance. */
const SHORTEST = 8;

function secretsIn(value: unknown): readonly string[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, field]) =>
    typeof field === 'string' ? (SECRET_FIELDS.has(key) ? [field] : []) : secretsIn(field),
  );
}

/** Every secret that an outside system gives out from now on; the set grows. */
export function collectSecrets(exchanges: Exchanges): ReadonlySet<string> {
  const secrets = new Set<string>();
  exchanges.listen(({ service, response: { body } }) => {
    if (service === 'blob' || service === 'queue') return undefined;
    for (const secret of secretsIn(body)) if (secret.length >= SHORTEST) secrets.add(secret);
    return undefined;
  });
  return secrets;
}

/** In base64, also in the middle of something longer: what is before it shifts it by no, one or two bytes. */
function base64FormsOf(secret: string): readonly string[] {
  return [0, 1, 2].map((shift) => {
    const encoded = Buffer.from(`${'.'.repeat(shift)}${secret}`)
      .toString('base64')
      .replace(/=+$/, '');
    const length = Buffer.byteLength(secret) + shift;
    // The characters at either end also depend on the neighbours.
    return encoded.slice(shift === 0 ? 0 : shift + 1, Math.floor((length * 4) / 3));
  });
}

function formsOf(secret: string): readonly string[] {
  const base64 = base64FormsOf(secret);
  const form = new URLSearchParams({ s: secret }).toString().slice(2);
  return [
    secret,
    encodeURIComponent(secret),
    form,
    JSON.stringify(secret).slice(1, -1),
    Buffer.from(secret).toString('hex'),
    ...base64,
    ...base64.map((text) => text.replaceAll('+', '-').replaceAll('/', '_')),
    ...base64.map((text) => encodeURIComponent(text)),
  ];
}

/** Where the secrets stand: the names of the texts, each with how the secret begins that is in it. */
export function findSecrets(
  secrets: ReadonlySet<string>,
  texts: Readonly<Record<string, readonly string[]>>,
): readonly string[] {
  const forms = [...secrets].flatMap((secret) => formsOf(secret).map((form) => ({ form, hint: secret.slice(0, 4) })));
  return Object.entries(texts).flatMap(([name, lines]) => {
    const text = lines.join('\n');
    const found = forms.filter(({ form }) => text.includes(form)).map(({ hint }) => hint);
    return [...new Set(found)].map((hint) => `${name}: ${hint}...`);
  });
}
