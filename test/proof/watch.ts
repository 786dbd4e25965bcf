/** What must hold, looked at after everything that took effect. */
import { redirectUriOf } from '../../src/core/siteUrl';
import { isLive } from '../world/entra';
import type { World } from '../world/world';
import { FOREIGN } from './edit';

/** A secret with less left than that has been renewed, or everything is not in order. */
const RENEWED_BEFORE_MS = 30 * 86_400_000;

export interface Findings {
  /** Times at which nobody could sign in any more, and no human hand was the cause. */
  outages: number;
  /** The longest of them, in ms. */
  longestOutageMs: number;
  /** Deliveries that replaced a secret that worked by one that not all of Entra accepted yet. */
  earlyDeliveries: number;
  /** Deliveries of a secret that no server of Entra accepted yet. */
  unprovenDeliveries: number;
  /** The most credentials that were added in one phase. */
  mostAdded: number;
  /** Credentials and vault secrets that are not ours and were removed or changed. */
  foreignRemovals: number;
  /** How often an administrator was asked to remove credentials, and did. */
  helped: number;
  /** Secrets recorded as delivered that EspoCRM never held. */
  falseRecords: number;
  /** Credentials that a process added without looking what became of its last one. */
  blindAdditions: number;
  /** Specifications that were accepted and are gone. */
  lostRequests: number;
  mostCredentials: number;
  /** Phases after which it did not settle to one credential that vault and EspoCRM hold. */
  unsettled: number;
  /** Phases after which the sign-in was not mended within a day undisturbed, or eight where only EspoCRM's secret is wrong and it cannot be asked. */
  unmended: number;
}

export interface Watch {
  readonly findings: Findings;
  beginPhase(): void;
  before(): void;
  /** `by` hand, or the product's process of that number. */
  after(what: string, by: 'hand' | number): void;
  isSettled(): boolean;
}

/** Hears of everything that took effect, and by whom. */
export type Listener = (nowMs: number, by: 'hand' | number, what: string, secret: string | undefined) => void;

/** `tell` is for whoever looks into a life that went wrong. */
export function createWatch(world: World, tell: Listener): Watch {
  const findings: Findings = {
    outages: 0,
    longestOutageMs: 0,
    earlyDeliveries: 0,
    unprovenDeliveries: 0,
    mostAdded: 0,
    foreignRemovals: 0,
    helped: 0,
    falseRecords: 0,
    blindAdditions: 0,
    lostRequests: 0,
    mostCredentials: 0,
    unsettled: 0,
    unmended: 0,
  };
  const { espocrm, isOurs } = world;
  const { nowMs } = world.timeline;
  const { credentials, removed } = world.entra.held;
  const { versions } = world.keyVault.held;
  let hasWorked = false;
  let outSinceMs: number | undefined;
  let secretBefore: string | undefined;
  let couldSignIn = false;
  let vaultEdited = false;
  let ownBefore = 0;

  const canSignIn = () => world.canSignIn();
  const isByHand = () =>
    (!world.isSetUp() && espocrm.editedSettings.size > 0) ||
    espocrm.secretBy === 'hand' ||
    removed.some(({ text, by }) => text === espocrm.secret && by === 'hand');
  const ownEverMade = () => [...credentials, ...removed].filter(isOurs);

  /** How much of what somebody else made is no longer as they made it. */
  const foreignTouched = () =>
    removed.filter((each) => !isOurs(each)).length +
    versions.filter((each) => each.by === 'hand' && (!each.enabled || each.tags['ManagedBy'] !== FOREIGN)).length;

  return {
    findings,
    beginPhase() {
      ownBefore = ownEverMade().length;
    },
    before() {
      secretBefore = espocrm.secret;
      couldSignIn = canSignIn();
    },
    after(what, by) {
      tell(nowMs(), by, what, espocrm.secret);
      if (by === 'hand') vaultEdited ||= what.startsWith('Key Vault');
      else findings.foreignRemovals = foreignTouched();
      findings.falseRecords = world.falseRecords;
      findings.blindAdditions = world.blindAdditions;
      const works = canSignIn();
      hasWorked ||= works;
      const isOut = hasWorked && !works && !isByHand();
      if (isOut && outSinceMs === undefined) {
        findings.outages += 1;
        outSinceMs = nowMs();
        tell(nowMs(), by, 'OUTAGE', espocrm.secret);
      }
      if (outSinceMs !== undefined) findings.longestOutageMs = Math.max(findings.longestOutageMs, nowMs() - outSinceMs);
      if (!isOut) outSinceMs = undefined;
      const spreads = world.heldCredential()?.spreads;
      const isNew = by !== 'hand' && espocrm.secret !== secretBefore;
      if (isNew && couldSignIn && spreads && spreads.acceptedMs > nowMs() && !vaultEdited) {
        findings.earlyDeliveries += 1;
        tell(nowMs(), by, 'EARLY', espocrm.secret);
      }
      if (isNew && spreads && nowMs() < spreads.firstAcceptedMs) {
        findings.unprovenDeliveries += 1;
        tell(nowMs(), by, 'UNPROVEN', espocrm.secret);
      }
      findings.mostAdded = Math.max(findings.mostAdded, ownEverMade().length - ownBefore);
      const live = credentials.filter((each) => isOurs(each) && isLive(each, nowMs())).length;
      findings.mostCredentials = Math.max(findings.mostCredentials, live);
    },
    isSettled() {
      const live = credentials.filter((each) => isOurs(each) && isLive(each, nowMs()));
      const kept = versions.filter((each) => each.enabled && world.keyVault.isOurs(each));
      const [one] = live;
      const { registration } = world.entra.held;
      const hasUri = registration?.now.redirectUris.includes(redirectUriOf(espocrm.siteUrl)) ?? false;
      const isKept = kept.length === 1 && kept[0]?.text === one?.text && kept[0]?.tags['CredentialId'] === one?.keyId;
      const isFresh = one !== undefined && nowMs() < one.endsAt.getTime() - RENEWED_BEFORE_MS;
      return live.length === 1 && isFresh && isKept && espocrm.secret === one?.text && world.isSetUp() && hasUri;
    },
  };
}
