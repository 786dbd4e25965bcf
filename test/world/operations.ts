/** Everything that the product asks of what is outside, by the names that its adapters give it. */
import type { System } from '../../src/core/failure';

export const OPERATIONS = {
  Entra: ['read the OpenID configuration', 'prove the client secret', 'redeem a made-up code'],
  'Microsoft Graph': [
    'read the app registration',
    'write the app registration',
    'write the service principal',
    'add a client secret',
    'remove a client secret',
    'delete the app registration',
  ],
  'Key Vault': [
    'list the versions of the client secret',
    'store the client secret',
    'read the client secret',
    'record the delivery',
    'record that Entra refuses the client secret',
    'disable a version of the client secret',
    'look for the client secret',
    'delete the client secret',
    'read the EspoCRM administrator sign-in',
  ],
  EspoCRM: [
    'sign in as administrator',
    'sign out',
    'read the settings',
    'read which settings exist',
    'write the settings',
    'look for a team',
    'create a team',
    'read how long user names may be',
    'lengthen user names',
    'read what it offers',
    'try a sign-in',
    'read the portal',
    'list the portals',
    'link the portal',
    'look for the authentication provider',
    'read the authentication provider',
    'write the authentication provider',
    'delete the authentication provider',
  ],
  Storage: [
    'read the connection',
    'list the connections',
    'create the connection',
    'take the connection',
    'keep the connection',
    'save the connection',
    'forget the connection',
    'give the connection back',
    'add work to the queue',
  ],
} as const satisfies { readonly [system in System]?: readonly string[] };

export type Outside = keyof typeof OPERATIONS;
export type Operation = (typeof OPERATIONS)[Outside][number];

const NAMES: ReadonlySet<string> = new Set(Object.values(OPERATIONS).flat());
const isOperation = (name: string): name is Operation => NAMES.has(name);

/** Throws where an adapter calls something by a name that is not in the table. */
export function operationOf(name: string): Operation {
  if (isOperation(name)) return name;
  throw new TypeError(`Nothing outside is asked to ${name}.`);
}
