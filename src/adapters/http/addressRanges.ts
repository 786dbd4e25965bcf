/** Which IP addresses are public, and which no request may ever go to. */
import { BlockList, isIP } from 'node:net';

/** Networks as CIDR texts, both families, with blanks between them. */
function networks(...texts: readonly string[]): BlockList {
  const list = new BlockList();
  for (const text of texts.flatMap((each) => each.split(' '))) {
    const [address = '', bits = ''] = text.split('/');
    list.addSubnet(address, Number(bits), isIP(address) === 6 ? 'ipv6' : 'ipv4');
  }
  return list;
}

/**
 * Metadata and platform addresses, and those that are no destination. 168.63.129.16 is Azure's own and looks public
 * (Azure documentation, What is IP address 168.63.129.16); 169.254.169.254 is every cloud's metadata service.
 */
const forbidden = networks(
  '168.63.129.16/32 169.254.0.0/16 fe80::/10 100.100.100.200/32 fd00:ec2::254/128 0.0.0.0/8 224.0.0.0/4',
  '240.0.0.0/4',
);

/** IANA IPv4 Special-Purpose Address Registry (RFC 6890): what is not globally reachable. */
const special4 = networks(
  '0.0.0.0/8 10.0.0.0/8 100.64.0.0/10 127.0.0.0/8 169.254.0.0/16 172.16.0.0/12 192.0.0.0/24',
  '192.0.2.0/24 192.88.99.0/24 192.168.0.0/16 198.18.0.0/15 198.51.100.0/24 203.0.113.0/24 224.0.0.0/4',
  '240.0.0.0/4',
);

/** Only 2000::/3 is given out; in it, networks that lead to IPv4 addresses or nowhere (IANA IPv6 Special-Purpose registry). */
const unicast6 = networks('2000::/3');
const special6 = networks('2001::/23 2001:db8::/32 2002::/16 3fff::/20');
const familyOf = (address: string) => (isIP(address) === 6 ? 'ipv6' : 'ipv4');

/** An IPv4 address in IPv6 dress counts as what it is; whatever is no address at all lies in no list. */
const lies = (address: string, list: BlockList): boolean =>
  isIP(address) !== 0 && list.check(address, familyOf(address));

const mapped4 = networks('::ffff:0:0/96');
export const isForbidden = (address: string): boolean => lies(address, forbidden);

export function isPublic(address: string): boolean {
  if (isIP(address) === 0 || isForbidden(address)) return false;
  if (isIP(address) === 4 || lies(address, mapped4)) return !lies(address, special4);
  return lies(address, unicast6) && !lies(address, special6);
}

/** `cidrs`: for example `10.0.0.0/8`. */
export const isWithin = (address: string, cidrs: readonly string[]): boolean => lies(address, networks(...cidrs));
