/** Reads the setting that names EspoCRMs in private networks, each with the network it may be in: `crm.internal=10.0.0.0/8`. */
import { isIP } from 'node:net';
import type { Read } from './setting';

/** Host names or literal addresses, as `URL.hostname` writes them but without brackets, with CIDR networks. */
export type PrivateHosts = ReadonlyMap<string, readonly string[]>;
/** A wider network is no allow-list any more; 10.0.0.0/8 and fc00::/7 are the widest private ones (RFC 1918, RFC 4193). */
const WIDEST = { 4: 8, 6: 7 } as const;
/** Within fc00::/7 (RFC 4193) or 2000::/3 (RFC 4291, global unicast). */
const UNICAST6 = /^(f[cd][0-9a-f]{2}|[23][0-9a-f]{3}):/;

function isHost(text: string): boolean {
  if (isIP(text) === 6) return new URL(`https://[${text}]`).hostname === `[${text}]`;
  const isName = /^[a-z0-9]([a-z0-9.-]*[a-z0-9])?$/.test(text) && !text.includes('..');
  return isName && URL.canParse(`https://${text}`) && new URL(`https://${text}`).hostname === text;
}

/** Not the IPv6 networks that embed IPv4 addresses: they would allow what nobody meant. */
function isNetwork(text: string): boolean {
  const [, address = '', bits = ''] = /^([0-9a-f.:]+)\/(\d{1,3})$/.exec(text) ?? [];
  const family = isIP(address);
  if (family === 4) return Number(bits) >= WIDEST[4] && Number(bits) <= 32;
  if (family !== 6) return false;
  return text === '::1/128' || (UNICAST6.test(address) && Number(bits) >= WIDEST[6] && Number(bits) <= 128);
}

const EXAMPLE = 'crm.internal=10.0.0.0/8';

function problemOf(host: string, network: string | undefined): string | undefined {
  if (network === undefined) return `must have the form host=network, for example ${EXAMPLE}`;
  if (!isHost(host)) return 'must begin with a plain host name or address in small letters, without port or wildcard';
  if (isNetwork(network)) return undefined;
  return `must name a network of at least /${WIDEST[4]} (IPv4) or /${WIDEST[6]} (IPv6), for example ${EXAMPLE}`;
}

/** Entries are separated by commas; a host in several networks is named several times. Problems name the entry, not its text. */
export function readPrivateHosts(text: string): Read<PrivateHosts> {
  const hosts = new Map<string, readonly string[]>();
  const problems: string[] = [];
  const entries = text.split(',').map((entry) => entry.trim());
  for (const [index, entry] of entries.entries()) {
    if (entry === '') continue;
    const [host = '', network, ...more] = entry.split('=').map((part) => part.trim());
    const problem = more.length > 0 ? problemOf(host, undefined) : problemOf(host, network);
    if (problem) problems.push(`entry ${index + 1} ${problem}`);
    else if (network) hosts.set(host, [...(hosts.get(host) ?? []), network]);
  }
  return problems.length > 0 ? { problems } : { value: hosts };
}
