/** The chances of one schedule, and what has come of them. Ports a phase nothing goes wrong. */
import type { Random } from '../../sandbox/kit/random';
import type { Chances } from '../world/chances';
import type { Operation, Outside } from '../world/operations';
import { LEASE_MS } from '../world/storage';
import type { FateKind, Outage, Phase, PlannedEdit, Schedule } from './schedule';

export interface Fate {
  readonly kind: FateKind | 'well';
  /** How long the process sleeps before it sends the request; 0 but for a stall. */
  readonly sleepMs: number;
}

export interface Counts {
  calls: number;
  crashes: number;
  stalls: number;
  stalledLooks: number;
  /** Of calls that change something. */
  errors: number;
  /** Of calls that only look. */
  readErrors: number;
  lostWrites: number;
  lostLeases: number;
  edits: number;
}

export interface DrawnChances extends Chances {
  readonly counts: Counts;
  readonly random: Random;
  begin(phase: Phase, nowMs: number): void;
  end(): void;
  fate(operation: Operation): Fate;
  /** All sleep of one process together, but for what it sleeps before it adds a credential. */
  readonly longestSleepMs: number;
  skewMs(): number;
  /** The edits by hand that come before this call takes effect. */
  editsDue(): readonly PlannedEdit[];
}

const HOUR_MS = 3_600_000;
/** Names of the calls that change nothing. */
const LOOKS = /^(read|list|prove|redeem|sign in) /;

export function createChances(schedule: Schedule, random: Random): DrawnChances {
  const counts: Counts = {
    calls: 0,
    crashes: 0,
    stalls: 0,
    stalledLooks: 0,
    errors: 0,
    readErrors: 0,
    lostWrites: 0,
    lostLeases: 0,
    edits: 0,
  };
  let phase: Phase | undefined;
  let startMs = 0;
  let callsInPhase = 0;
  const asked = new Map<string, number>();
  const { crashes, errors, loss } = schedule;
  const happens = (chance: number) => phase !== undefined && random.next() < chance;
  const stallMs = () => Math.floor(random.next() ** 2 * schedule.stallHours * HOUR_MS);
  function drawn(operation: Operation): Fate['kind'] {
    const likelier = operation === 'write the settings' ? 10 : 1;
    const chance = random.next();
    if (chance < crashes) return random.next() < 0.5 ? 'crash before' : 'crash after';
    if (chance < crashes + schedule.stalls * likelier) return 'stall';
    if (chance >= crashes + schedule.stalls * likelier + errors) return 'well';
    const kinds = ['unanswered', 'refused', 'error after', 'late'] as const;
    return kinds[random.integer(kinds.length)] ?? 'well';
  }
  function count(kind: Fate['kind'], operation: Operation) {
    if (kind === 'well') return;
    if (kind === 'stall') counts[LOOKS.test(operation) ? 'stalledLooks' : 'stalls'] += 1;
    else if (kind === 'crash before' || kind === 'crash after') counts.crashes += 1;
    else if (LOOKS.test(operation)) counts.readErrors += 1;
    else counts.errors += 1;
  }
  const concerns = (outage: Outage, system: Outside, operation: Operation) =>
    outage.system === system || (outage.system === 'Key Vault writing' && operation === 'store the client secret');
  const isIn = ({ fromHour, hours }: Outage, nowMs: number) =>
    nowMs >= startMs + fromHour * HOUR_MS && nowMs < startMs + (fromHour + hours) * HOUR_MS;

  return {
    counts,
    random,
    begin(next, nowMs) {
      phase = next;
      startMs = nowMs;
      callsInPhase = 0;
      asked.clear();
    },
    end() {
      phase = undefined;
    },
    fate(operation) {
      counts.calls += 1;
      if (!phase) return { kind: 'well', sleepMs: 0 };
      const nth = asked.get(operation) ?? 0;
      asked.set(operation, nth + 1);
      const planned = phase.fates.find((each) => each.operation === operation && each.nth === nth);
      const kind = planned?.fate ?? drawn(operation);
      count(kind, operation);
      if (kind !== 'stall') return { kind, sleepMs: 0 };
      return { kind, sleepMs: planned ? planned.hours * HOUR_MS : stallMs() };
    },
    spread: (nowMs) => nowMs + Math.floor(random.next() * schedule.lagMinutes * 60_000),
    isAhead: () => random.next() < 0.5,
    isDown: (system, operation, nowMs) =>
      phase?.outages.some((outage) => concerns(outage, system, operation) && isIn(outage, nowMs)) ?? false,
    lossOfWrite() {
      if (!happens(loss.rate)) return undefined;
      counts.lostWrites += 1;
      return loss.kinds[random.integer(loss.kinds.length)];
    },
    losesLeaseAfterMs() {
      if (!happens(schedule.lostLeases)) return undefined;
      counts.lostLeases += 1;
      return random.integer(LEASE_MS);
    },
    arrivals() {
      if (happens(schedule.lostEvents)) return 0;
      return happens(schedule.lostEvents) ? 2 : 1;
    },
    longestSleepMs: schedule.stallHours * HOUR_MS,
    skewMs: () => Math.floor((random.next() * 2 - 1) * schedule.skewMinutes * 60_000),
    editsDue() {
      const due = phase?.edits.filter(({ call }) => call === callsInPhase) ?? [];
      callsInPhase += 1;
      counts.edits += due.length;
      return due;
    },
  };
}
