/** The few things the product ever does to the outside world, each with the reasons it may be done for; and a plan of them. */
import type { KeyId, VersionId } from './ids';
import type { Problem } from './problem';

/** Every action with its reasons: the one list that types, stored documents, the API and its description are made from. */
export const REASONS = {
  /** Create or correct the app registration and its service principal in Entra. */
  register: ['missing', 'drifted', 'moved'],
  /** Add a client secret in Entra and store it in Key Vault: one action, because its text is shown only once. */
  issue: ['missing', 'revoked', 'unusable', 'expiring', 'requested'],
  /** Prove the stored secret at Entra, give it and the OIDC settings to EspoCRM, confirm, record the delivery. */
  deliver: ['new', 'drifted', 'refresh', 'before-retiring'],
  /** Remove a client secret that nothing uses any more, or that nothing may use, and disable its version in Key Vault. */
  retire: ['superseded', 'leaked', 'named', 'unwanted'],
  /** Give EspoCRM its own login back. */
  detach: ['unwanted'],
  /** Delete the app registration, which Entra keeps for 30 days. */
  deregister: ['unwanted'],
  /** Delete the client secret in Key Vault, which keeps it for as long as its soft delete says. */
  discard: ['unwanted'],
} as const;

export type ActionKind = keyof typeof REASONS;

/** What an action names beside its kind and reason. */
interface Names {
  readonly deliver: { readonly version: VersionId; readonly keyId: KeyId };
  readonly retire: { readonly keyId: KeyId };
}

type ActionOf<Kind extends ActionKind> = Kind extends ActionKind
  ? { readonly kind: Kind; readonly reason: (typeof REASONS)[Kind][number] } & (Kind extends keyof Names
      ? Names[Kind]
      : unknown)
  : never;

/** What keeps a connection working. */
export type UpkeepAction = ActionOf<'register' | 'issue' | 'deliver' | 'retire'>;
/** What ends a connection. */
export type RemovalAction = ActionOf<'retire' | 'detach' | 'deregister' | 'discard'>;
export type Action = UpkeepAction | RemovalAction;
export type Retire = ActionOf<'retire'>;

/** What is to be done about a connection now, and when to look again. */
export type Plan<A extends Action = UpkeepAction> =
  /** These, in this order; then it is looked at again. Problems may stand in the way of something else. */
  | {
      readonly kind: 'act';
      readonly actions: readonly A[];
      readonly problems: readonly Problem[];
      readonly recheckAt: Date;
    }
  /** Nothing yet: something is under way that only time brings about. */
  | { readonly kind: 'wait'; readonly recheckAt: Date }
  /** Nothing, until a person has acted. */
  | { readonly kind: 'blocked'; readonly problems: readonly Problem[]; readonly recheckAt: Date }
  /** Nothing: all is as it is wanted. `recheckAt`: when the next thing is due if nobody changes anything. */
  | { readonly kind: 'idle'; readonly recheckAt: Date };

/** A plan to do nothing now: for the reason given, or because of problems where there are any. */
export const rest = (kind: 'wait' | 'idle', problems: readonly Problem[], recheckAt: Date): Plan<never> =>
  problems.length > 0 ? { kind: 'blocked', problems, recheckAt } : { kind, recheckAt };

export const actionsOf = <A extends Action>(plan: Plan<A>): readonly A[] => (plan.kind === 'act' ? plan.actions : []);

export const problemsOf = (plan: Plan<Action>): readonly Problem[] =>
  plan.kind === 'act' || plan.kind === 'blocked' ? plan.problems : [];
