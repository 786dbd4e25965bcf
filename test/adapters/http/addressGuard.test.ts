import { createAddressGuard, type Resolve } from '../../../src/adapters/http/addressGuard';
import type { AddressRules } from '../../../src/config/config';
import { aPrivateHosts } from '../../support/aPrivateHosts';

const rules = (setting = '', more: Partial<AddressRules> = {}): AddressRules => ({
  privateHosts: aPrivateHosts(setting),
  identityEndpoint: undefined,
  ownHost: undefined,
  ...more,
});
const guardOf = (setting?: string, more?: Partial<AddressRules>, resolve?: Resolve) =>
  createAddressGuard(rules(setting, more), resolve);
const admits = (url: string, setting?: string, more?: Partial<AddressRules>) => {
  try {
    return guardOf(setting, more).admit(url).href;
  } catch (error) {
    return error instanceof Error ? error.name : 'no error';
  }
};
const resolveTo =
  (...addresses: readonly string[]): Resolve =>
  async () =>
    addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 }));
/** What the connection would be given for a name: the addresses, or why not. */
const lookUp = (host: string, resolve: Resolve, setting?: string) =>
  new Promise<unknown>((done) => {
    guardOf(setting, {}, resolve).lookup(host, { all: true }, (error, addresses) => done(error?.name ?? addresses));
  });

const REFUSED = 'AddressRefused';

describe('the address guard, by the text alone', () => {
  test.each([
    'http://crm.example.com',
    'ftp://crm.example.com',
    'https://user@crm.example.com',
    'https://user:password@crm.example.com',
    'https://.',
    'https://crm.example.com..',
    'crm.example.com',
    '',
  ])('refuses %j, which is no https address of a host', (url) => {
    expect(admits(url)).toBe(REFUSED);
  });

  test.each([
    'https://127.0.0.1',
    'https://2130706433',
    'https://0x7f.1',
    'https://0177.0.0.1',
    'https://127.1',
    'https://①②⑦.⓪.⓪.①',
    'https://127。0。0。1',
    'https://127.0.0.1.',
    'https://[::1]',
    'https://[::ffff:127.0.0.1]',
    'https://[::ffff:7f00:1]',
    'https://[::127.0.0.1]',
    'https://[64:ff9b::7f00:1]',
    'https://[2002:7f00:1::]',
    'https://10.0.0.1',
    'https://172.31.255.255',
    'https://192.168.1.1',
    'https://100.64.0.1',
    'https://[fd00::1]',
    'https://169.254.169.254',
    'https://[fe80::1]',
    'https://[fd00:ec2::254]',
    'https://168.63.129.16',
    'https://[::ffff:168.63.129.16]',
    'https://0.0.0.0',
    'https://[::]',
    'https://224.0.0.1',
    'https://255.255.255.255',
    'https://[ff02::1]',
    'https://[2001:db8::1]',
  ])('refuses %s, which is no public address', (url) => {
    expect(admits(url)).toBe(REFUSED);
  });

  test.each([
    ['https://crm.example.com', 'https://crm.example.com/'],
    ['https://crm.example.com.', 'https://crm.example.com/'],
    ['https://crm.example.com:8443/espo', 'https://crm.example.com:8443/espo'],
    ['https://93.184.215.14', 'https://93.184.215.14/'],
    ['https://[2606:2800:21f:cb07:6820:80da:af6b:8b2c]', 'https://[2606:2800:21f:cb07:6820:80da:af6b:8b2c]/'],
  ])('admits %s', (url, href) => {
    expect(admits(url)).toBe(href);
  });

  test.each([22, 80, 3306, 6379, 8080, 10250])('refuses the port %i of a public host', (port) => {
    expect(admits(`https://crm.example.com:${port}`)).toBe(REFUSED);
  });

  test('allows a private host what it is listed for: its networks, port 443, and ports that no system service has', () => {
    const setting = '10.1.2.3=10.1.2.0/24, localhost=127.0.0.0/8, fd12::5=fd12::/16';
    expect(admits('https://10.1.2.3', setting)).toBe('https://10.1.2.3/');
    expect(admits('https://10.1.2.3:8444', setting)).toBe('https://10.1.2.3:8444/');
    expect(admits('https://[fd12::5]:1024', setting)).toBe('https://[fd12::5]:1024/');
    expect(admits('https://localhost:8444', setting)).toBe('https://localhost:8444/');
    expect(admits('https://10.1.2.3:22', setting)).toBe(REFUSED);
    expect(admits('https://10.1.2.4', setting)).toBe(REFUSED);
    expect(admits('https://127.0.0.1', setting)).toBe(REFUSED);
  });

  test('never allows metadata and platform addresses, whatever the setting lists', () => {
    const hosts = ['169.254.169.254', '168.63.129.16', '100.100.100.200'];
    const setting = '169.254.169.254=169.0.0.0/8,168.63.129.16=168.0.0.0/8,100.100.100.200=100.64.0.0/10';
    expect(hosts.map((host) => admits(`https://${host}`, setting))).toEqual([REFUSED, REFUSED, REFUSED]);
  });

  test('never leads to where the platform gives out tokens, not even under a listed name', () => {
    const identityEndpoint = new URL('http://localhost:41741/msi/token');
    const setting = 'localhost=127.0.0.0/8,crm.internal=127.0.0.0/8';
    expect(admits('https://localhost:8444', setting, { identityEndpoint })).toBe('https://localhost:8444/');
    expect(admits('https://localhost:41741', setting, { identityEndpoint })).toBe(REFUSED);
    expect(admits('https://crm.internal:41741', setting, { identityEndpoint })).toBe(REFUSED);
    expect(admits('https://localhost', '', { identityEndpoint })).toBe(REFUSED);
  });

  test('never leads back to the app itself', () => {
    const ownHost = 'connector.azurewebsites.net';
    expect(admits('https://connector.azurewebsites.net', '', { ownHost })).toBe(REFUSED);
    expect(admits('https://CONNECTOR.azurewebsites.net./api', '', { ownHost })).toBe(REFUSED);
    expect(admits('https://crm.azurewebsites.net', '', { ownHost })).toBe('https://crm.azurewebsites.net/');
  });
});

describe('the address guard, by where a name leads', () => {
  test('hands the judged addresses, and only those, to the connection', async () => {
    const addresses = [
      { address: '93.184.215.14', family: 4 },
      { address: '2606:2800:21f::1', family: 6 },
    ];
    expect(await lookUp('crm.example.com', async () => addresses)).toEqual(addresses);
  });

  test('refuses a name with one good and one bad address', async () => {
    expect(await lookUp('crm.example.com', resolveTo('93.184.215.14', '10.0.0.1'))).toBe(REFUSED);
    expect(await lookUp('crm.example.com', resolveTo('93.184.215.14', '::ffff:10.0.0.1'))).toBe(REFUSED);
  });

  test('refuses a name that leads nowhere, and passes on that it does not exist', async () => {
    expect(await lookUp('crm.example.com', resolveTo())).toBe(REFUSED);
    const notFound = Object.assign(new Error('getaddrinfo ENOTFOUND'), { name: 'NotFound' });
    expect(await lookUp('crm.example.com', () => Promise.reject(notFound))).toBe('NotFound');
  });

  test('keeps a listed name inside the networks it is listed for', async () => {
    const setting = 'crm.internal=10.0.0.0/8,crm.internal=fd12::/16';
    expect(await lookUp('crm.internal', resolveTo('10.9.8.7', 'fd12::1'), setting)).toHaveLength(2);
    expect(await lookUp('crm.internal', resolveTo('192.168.0.1'), setting)).toBe(REFUSED);
    expect(await lookUp('crm.internal', resolveTo('93.184.215.14'), setting)).toBe(REFUSED);
    expect(await lookUp('other.internal', resolveTo('10.9.8.7'), setting)).toBe(REFUSED);
  });

  test('does not tell where a name leads', () => {
    const message = new Promise<string>((done) => {
      const guard = guardOf('', {}, resolveTo('10.20.30.40'));
      guard.lookup('crm.example.com', {}, (error) => done(error?.message ?? ''));
    });
    return expect(message).resolves.toMatch(/^(?!.*10\.20\.30\.40).*ESPOCRM_PRIVATE_HOSTS/);
  });
});
