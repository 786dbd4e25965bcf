/** Makes a certificate authority and one server certificate for this machine; the authority's key is never kept. */
import { createHash, generateKeyPairSync, type KeyObject, randomBytes, sign } from 'node:crypto';
import { der } from './der';

export interface CertificateTexts {
  /** PEM of the authority, for clients to trust. */
  readonly ca: string;
  readonly cert: string;
  readonly key: string;
}

const year = 365 * 24 * 3_600_000;
const ecdsaWithSha256 = der.sequence(der.objectIdentifier('1.2.840.10045.4.3.2'));

const name = (commonName: string) =>
  der.sequence(der.set(der.sequence(der.objectIdentifier('2.5.4.3'), der.text(commonName))));

const extension = (id: string, critical: boolean, value: Uint8Array) =>
  der.sequence(der.objectIdentifier(id), ...(critical ? [der.boolean(true)] : []), der.octets(value));

const spki = (key: KeyObject) => key.export({ type: 'spki', format: 'der' });
const keyIdentifier = (key: KeyObject) => createHash('sha1').update(spki(key)).digest();

interface Subject {
  readonly commonName: string;
  readonly publicKey: KeyObject;
  readonly extensions: readonly Uint8Array[];
}

function certificate(subject: Subject, issuer: string, issuerKey: KeyObject, now: number): string {
  const serial = randomBytes(16);
  serial[0] = 0x40 | ((serial[0] ?? 0) & 0x3f);
  const body = der.sequence(
    der.explicit(0, der.integer(Buffer.from([2]))),
    der.integer(serial),
    ecdsaWithSha256,
    name(issuer),
    der.sequence(der.time(new Date(now - year)), der.time(new Date(now + 20 * year))),
    name(subject.commonName),
    spki(subject.publicKey),
    der.explicit(3, der.sequence(...subject.extensions)),
  );
  const whole = der.sequence(body, ecdsaWithSha256, der.bits(sign('sha256', body, issuerKey)));
  const lines = whole.toString('base64').match(/.{1,64}/g) ?? [];
  return ['-----BEGIN CERTIFICATE-----', ...lines, '-----END CERTIFICATE-----', ''].join('\n');
}

/** No `*.localhost`: OpenSSL and Node refuse a wildcard directly below a top-level name. */
const subjectAlternativeNames = der.sequence(
  der.implicit(2, Buffer.from('localhost')),
  der.implicit(7, Buffer.from([127, 0, 0, 1])),
  der.implicit(7, Buffer.from([...Array<number>(15).fill(0), 1])),
);

export function issueCertificates(now: number): CertificateTexts {
  const authority = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const server = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const issuer = `Sandbox authority ${randomBytes(4).toString('hex')}`;
  const authorityId = keyIdentifier(authority.publicKey);
  const caExtensions = [
    extension('2.5.29.19', true, der.sequence(der.boolean(true), der.integer(Buffer.from([0])))),
    extension('2.5.29.15', true, der.bits(Buffer.from([0b0000_0110]), 1)),
    extension('2.5.29.14', false, der.octets(authorityId)),
  ];
  const serverExtensions = [
    extension('2.5.29.15', true, der.bits(Buffer.from([0b1000_0000]), 7)),
    extension('2.5.29.37', false, der.sequence(der.objectIdentifier('1.3.6.1.5.5.7.3.1'))),
    extension('2.5.29.17', false, subjectAlternativeNames),
    extension('2.5.29.14', false, der.octets(keyIdentifier(server.publicKey))),
    extension('2.5.29.35', false, der.sequence(der.implicit(0, authorityId))),
  ];
  const ca = { commonName: issuer, publicKey: authority.publicKey, extensions: caExtensions };
  const leaf = { commonName: 'localhost', publicKey: server.publicKey, extensions: serverExtensions };
  return {
    ca: certificate(ca, issuer, authority.privateKey, now),
    cert: certificate(leaf, issuer, authority.privateKey, now),
    key: server.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
  };
}
