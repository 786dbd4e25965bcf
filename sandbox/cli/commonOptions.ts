/** Options that every command has which starts the sandbox. */
import * as z from 'zod';
import { type OptionHelp, wholeNumber } from '../../cli/parseOptions';
import type { RealEspoCrm } from '../stage/startSandbox';
import type { EspoCrmAdmin } from '../stage/tenant';

/** `USER:PASS`; the password may hold further colons. */
export const userAndPassword = z
  .string()
  .regex(/^[^:]+:./, 'must be of the form USER:PASS')
  .transform((text) => {
    const [userName = '', ...rest] = text.split(':');
    return { userName, password: rest.join(':') };
  });

const baseUrl = z
  .string()
  .regex(/^https?:\/\/[^/]+/, 'must be a URL, for example http://127.0.0.1:8080')
  .transform((text) => text.replace(/\/+$/, ''));

/** Room for the highest port of all. */
const MAX_OFFSET = 50_000;

export const commonOptions = {
  'port-offset': { type: 'string' },
  seed: { type: 'string' },
  traffic: { type: 'string' },
  espocrm: { type: 'string' },
  'espocrm-admin': { type: 'string' },
  'entra-for-espocrm': { type: 'string' },
} as const;

export const commonFields = {
  'port-offset': wholeNumber(0, MAX_OFFSET).default(0),
  seed: wholeNumber(0, 2 ** 32 - 1).default(1),
  traffic: z.string().min(1, 'needs the name of a file').exactOptional(),
  espocrm: baseUrl.exactOptional(),
  'espocrm-admin': userAndPassword.exactOptional(),
  'entra-for-espocrm': baseUrl.exactOptional(),
};

interface GivenEspoCrm {
  readonly espocrm?: string;
  readonly 'espocrm-admin'?: EspoCrmAdmin;
  readonly 'entra-for-espocrm'?: string;
}

export const hasAdmin = ({ espocrm, 'espocrm-admin': admin }: GivenEspoCrm): boolean =>
  espocrm === undefined || admin !== undefined;
export const ADMIN_NEEDED = {
  path: ['espocrm-admin'],
  message: 'is needed with --espocrm: the sign-in of an administrator, as USER:PASS',
};

/** The three options about a real EspoCRM as one. */
export const realEspoCrm = (given: GivenEspoCrm): RealEspoCrm | undefined => {
  const { espocrm: url, 'espocrm-admin': admin, 'entra-for-espocrm': entraForEspocrm } = given;
  return url !== undefined && admin !== undefined ? { url, admin, entraForEspocrm } : undefined;
};

export const commonHelp: readonly OptionHelp[] = [
  { usage: '--port-offset N', meaning: 'add N to every port (8440 to 8447, 10000, 10001, 7071)' },
  { usage: '--seed N', meaning: 'where everything random comes from; 1 when left out' },
  { usage: '--traffic FILE', meaning: 'write every exchange with the simulators there, secrets blacked out' },
  {
    usage: '--espocrm URL',
    meaning: 'use this real EspoCRM instead of the simulator; in the end it is put back as it was',
  },
  { usage: '--espocrm-admin USER:PASS', meaning: 'its administrator' },
  { usage: '--entra-for-espocrm URL', meaning: 'how it reaches the simulated Entra, when it runs in a container' },
];
