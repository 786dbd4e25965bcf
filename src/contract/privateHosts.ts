/** Reads the setting that names EspoCRMs in private networks, each with the network it may be in: `crm.internal=10.0.0.0/8`. */
import { BlockList, isIP } from 'node:net';
import * as z from 'zod';

/** Host names or literal addresses, as `URL.hostname` writes them but without brackets, with CIDR networks. */
export type PrivateHosts = ReadonlyMap<string, readonly string[]>;

/** A wider network is no allow-list any more; 10.0.0.0/8 and fc00::/7 are the widest private ones (RFC 1918, RFC 4193). */
const WIDEST = { 4: 8, 6: 7 } as const;

const unicast6 = new BlockList();
unicast6.addSubnet('fc00::', 7, 'ipv6');
unicast6.addSubnet('2000::', 3, 'ipv6');

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
  return text === '::1/128' || (unicast6.check(address, 'ipv6') && Number(bits) >= WIDEST[6] && Number(bits) <= 128);
}

const EXAMPLE = 'crm.internal=10.0.0.0/8';

function problemOf(host: string, network: string | undefined): string | undefined {
  if (network === undefined) return `must have the form host=network, for example ${EXAMPLE}`;
  if (!isHost(host)) return 'must begin with a plain host name or address in small letters, without port or wildcard';
  if (isNetwork(network)) return undefined;
  return `must name a network of at least /${WIDEST[4]} (IPv4) or /${WIDEST[6]} (IPv6), for example ${EXAMPLE}`;
}

/** Entries are separated by commas; a host in several networks is named several times. Problems name the entry, not its text. */
export const privateHostsSchema = z.string().transform((text, context): PrivateHosts => {
  const hosts = new Map<string, readonly string[]>();
  const entries = text.split(',').map((entry) => entry.trim());
  for (const [index, entry] of entries.entries()) {
    if (entry === '') continue;
    const [host = '', network, ...more] = entry.split('=').map((part) => part.trim());
    const problem = more.length > 0 ? problemOf(host, undefined) : problemOf(host, network);
    if (problem) context.addIssue({ code: 'custom', message: `entry ${index + 1} ${problem}` });
    else if (network) hosts.set(host, [...(hosts.get(host) ?? []), network]);
  }
  return hosts;
});
