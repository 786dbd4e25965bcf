/** The people of the sandbox's tenant. */
import { SALES, SUPPORT } from './sandboxGroup';

export interface SandboxUser {
  /** Object id. */
  readonly oid: string;
  readonly userPrincipalName: string;
  readonly displayName: string;
  readonly givenName: string;
  readonly surname: string;
  /** Null for people without a mailbox: they get no email claim. */
  readonly mail: string | null;
  /** Object ids of the groups they are in. */
  readonly groups: readonly string[];
}

export const defaultUsers: readonly SandboxUser[] = [
  {
    oid: 'a11ce000-0000-4000-8000-000000000001',
    userPrincipalName: 'alice@sandbox.example',
    displayName: 'Alice Archer',
    givenName: 'Alice',
    surname: 'Archer',
    mail: 'alice.archer@sandbox.example',
    groups: [SALES.id],
  },
  {
    oid: 'b0b00000-0000-4000-8000-000000000002',
    userPrincipalName: 'bob@sandbox.example',
    displayName: 'Bob Baker',
    givenName: 'Bob',
    surname: 'Baker',
    mail: 'bob.baker@sandbox.example',
    groups: [SALES.id, SUPPORT.id],
  },
  {
    oid: 'ca401000-0000-4000-8000-000000000003',
    userPrincipalName: 'carol@sandbox.example',
    displayName: 'Carol Cook',
    givenName: 'Carol',
    surname: 'Cook',
    mail: null,
    groups: [],
  },
];
