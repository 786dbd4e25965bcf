/**
 * Decides which addresses an operator's URL may lead to, so that nobody can make this app call what only it can reach.
 * The text is judged before anything is looked up, every address a name leads to before anything is connected, and the
 * connection gets the judged addresses and no others: a name that changes its answer meanwhile changes nothing.
 */
import { promises as dns, type LookupAddress } from 'node:dns';
import { isIP, type LookupFunction } from 'node:net';
import type { AddressRules } from '../../config/config';
import { isForbidden, isPublic, isWithin } from './addressRanges';

export interface AddressGuard {
  /** The URL to use from now on. Throws AddressRefused for what its text alone gives away. */
  admit(url: string): URL;
  /** For the connection: resolves a name, or fails with AddressRefused when one of its addresses is not allowed. */
  readonly lookup: LookupFunction;
}

/** Looks up every address of a name. */
export type Resolve = (host: string) => Promise<readonly LookupAddress[]>;

/** The message is for the operator; it never says where a name leads, because that is the network's own business. */
export class AddressRefused extends Error {
  override readonly name = 'AddressRefused';
}

/** Where EspoCRM is served in public; other ports are other people's services. */
const PUBLIC_PORTS: readonly number[] = [443, 4443, 8443, 9443];
const FIRST_FREE_PORT = 1024;
const SETTING = 'ESPOCRM_PRIVATE_HOSTS';
const resolveAll: Resolve = (host) => dns.lookup(host, { all: true });

export function createAddressGuard(rules: AddressRules, resolve: Resolve = resolveAll): AddressGuard {
  const { privateHosts } = rules;

  function assertAddress(host: string, address: string): void {
    const networks = privateHosts.get(host);
    const allowed = networks ? isWithin(address, networks) : isPublic(address);
    if (allowed && !isForbidden(address)) return;
    if (networks) throw new AddressRefused(`${host} does not lead into the networks that ${SETTING} lists for it.`);
    throw new AddressRefused(
      `${host} does not lead to a public address. If this EspoCRM is in a network of yours, name host and network in the setting ${SETTING}.`,
    );
  }

  function assertPort(host: string, port: number): void {
    const isPrivate = privateHosts.has(host);
    // The platform gives out tokens on this machine: no name for it may lead there.
    const isIdentity = isPrivate && port === portOf(rules.identityEndpoint);
    if (isPrivate ? (port === 443 || port >= FIRST_FREE_PORT) && !isIdentity : PUBLIC_PORTS.includes(port)) return;
    const ports = isPrivate ? `443 or one from ${FIRST_FREE_PORT} up` : `one of ${PUBLIC_PORTS.join(', ')}`;
    throw new AddressRefused(`The port ${port} is not allowed for ${host}: it must be ${ports}.`);
  }

  return {
    admit(text) {
      const url = withoutDot(text);
      if (url?.protocol !== 'https:' || url.username || url.password)
        throw new AddressRefused('The address must be an https URL with a host, without user name and password.');
      const host = hostOf(url);
      const isOwn = url.host === rules.ownHost || (host === nameOf(rules.identityEndpoint) && !privateHosts.has(host));
      if (isOwn) throw new AddressRefused(`${host} is an address of this app's own platform.`);
      assertPort(host, portOf(url));
      // A literal address is connected to without any lookup.
      if (isIP(host) !== 0) assertAddress(host, host);
      return url;
    },
    lookup(host, options, done) {
      resolve(host)
        .then((addresses) => {
          const [first] = addresses;
          if (!first) throw new AddressRefused(`${host} leads nowhere.`);
          for (const { address } of addresses) assertAddress(host, address);
          if (options.all) done(null, [...addresses]);
          else done(null, first.address, first.family);
        })
        .catch((error: NodeJS.ErrnoException) => done(error, []));
    },
  };
}

/** What is wrong with an address as far as its text tells, or undefined. */
export function addressProblem(url: string, rules: AddressRules): string | undefined {
  try {
    createAddressGuard(rules).admit(url);
    return undefined;
  } catch (error) {
    if (error instanceof AddressRefused) return error.message;
    throw error;
  }
}

/** A fully qualified name may end with a dot, which would make it another name for every comparison. */
function withoutDot(text: string): URL | undefined {
  if (!URL.canParse(text)) return undefined;
  const url = new URL(text);
  if (!url.hostname.endsWith('.')) return url;
  const host = url.hostname.slice(0, -1);
  if (host === '' || host.endsWith('.')) return undefined;
  url.hostname = host;
  return url;
}

/** Without the brackets around IPv6, which hide an address from every check. */
const hostOf = ({ hostname }: URL): string => hostname.replace(/^\[(.*)\]$/, '$1');
const nameOf = (url: URL | undefined): string | undefined => url && hostOf(url);
const DEFAULT_PORTS: Readonly<Record<string, number>> = { 'https:': 443, 'http:': 80 };
function portOf(url: URL): number;
function portOf(url: URL | undefined): number | undefined;
function portOf(url: URL | undefined): number | undefined {
  return url && (url.port === '' ? DEFAULT_PORTS[url.protocol] : Number(url.port));
}
