/** EspoCRM's records other than users, and where the simulator keeps them. */
import type { Random } from '../kit/random';
import { createUsers, type Users } from './users';

export interface EntityRecord {
  readonly id: string;
  readonly values: Readonly<Record<string, unknown>>;
}

/** Records by id. */
export type Entities = Map<string, EntityRecord>;

export interface Records {
  readonly users: Users;
  readonly teams: Entities;
  readonly authenticationProviders: Entities;
  readonly portals: Entities;
  /** Characters of a user name; the field manager can raise it to 255. */
  userNameMaxLength: number;
}

export const createRecords = (random: Random): Records => ({
  users: createUsers(random),
  teams: new Map(),
  authenticationProviders: new Map(),
  portals: new Map(),
  userNameMaxLength: 50,
});
