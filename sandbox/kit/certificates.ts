/** The sandbox's certificates, kept in a folder, reused while they are good and made anew when they are not. */
import { createPrivateKey, X509Certificate } from 'node:crypto';
import { mkdir, mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { type CertificateTexts, issueCertificates } from './issueCertificates';
import { repositoryFolder } from './repositoryFolder';

export interface Certificates extends CertificateTexts {
  /** The authority's file, for `NODE_EXTRA_CA_CERTS`. */
  readonly caPath: string;
}

const files = { ca: 'ca.pem', cert: 'server.pem', key: 'server.key' } as const;
const year = 365 * 24 * 3_600_000;

/** TLS is judged by the machine's clock, never by the sandbox's: a moved clock cannot expire these. */
function isGood({ ca, cert, key }: CertificateTexts): boolean {
  const server = new X509Certificate(cert);
  const [from, to] = [Date.parse(server.validFrom), Date.parse(server.validTo)];
  return (
    server.verify(new X509Certificate(ca).publicKey) &&
    server.checkPrivateKey(createPrivateKey(key)) &&
    from < Date.now() &&
    to > Date.now() + 10 * year
  );
}

async function read(folder: string): Promise<Certificates | undefined> {
  const file = (name: string) => readFile(join(folder, name), 'utf8');
  try {
    const [ca, cert, key] = await Promise.all([file(files.ca), file(files.cert), file(files.key)]);
    const texts = { ca, cert, key };
    return isGood(texts) ? { ...texts, caPath: join(folder, files.ca) } : undefined;
  } catch {
    // Missing or unreadable: made anew either way.
    return undefined;
  }
}

/** The three files belong together, so the whole folder is put in place by one rename. */
async function write(folder: string): Promise<void> {
  await mkdir(dirname(folder), { recursive: true });
  const fresh = await mkdtemp(`${folder}-`);
  const texts = issueCertificates(Date.now());
  await writeFile(join(fresh, files.ca), texts.ca);
  await writeFile(join(fresh, files.cert), texts.cert);
  await writeFile(join(fresh, files.key), texts.key, { mode: 0o600 });
  try {
    await rename(fresh, folder);
  } catch {
    // Something is there already: what another process has just put there wins, what is no good goes.
    if ((await read(folder)) === undefined) {
      await rm(folder, { recursive: true, force: true });
      await rename(fresh, folder).catch(() => undefined);
    }
    await rm(fresh, { recursive: true, force: true });
  }
}

export async function certificates(folder = join(repositoryFolder, '.sandbox/certificates')): Promise<Certificates> {
  const held = await read(folder);
  if (held) return held;
  await write(folder);
  const made = await read(folder);
  if (!made) throw new Error(`Cannot keep certificates in ${folder}.`);
  return made;
}
