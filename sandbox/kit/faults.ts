/** Faults that can be switched on for any operation of any simulator, once, n times or at random. */
import type { Random } from './random';
import type { Service, SimRequest, SimResponse } from './simulator';

export type Fault =
  /** Answers correctly, but late. */
  | { readonly kind: 'slow'; readonly delayMs: number }
  /** Closes the connection before the operation takes effect. */
  | { readonly kind: 'resetBefore' }
  /** The operation takes effect, then the connection closes without an answer. */
  | { readonly kind: 'resetAfter' }
  /** Answers this instead; with `committed` the operation takes effect all the same. */
  | { readonly kind: 'answer'; readonly response: SimResponse; readonly committed: boolean }
  /** Sends only the first half of the answer's body. */
  | { readonly kind: 'truncate' }
  /** Answers from the state before the last changes. */
  | { readonly kind: 'stale' };

export interface FaultRule {
  readonly service: Service;
  /** The operation's name; every operation of the service when left out. */
  readonly operation?: string;
  readonly fault: Fault;
  /** Which requests it strikes; every one of the operation when left out. */
  readonly matches?: (request: SimRequest) => boolean;
  /** How often it strikes; for ever when left out. */
  readonly times?: number;
  /** How many matching requests pass unharmed first. */
  readonly after?: number;
  /** Chance per matching request, 0 to 1; always when left out. */
  readonly probability?: number;
}

export interface Faults {
  /** Switches a rule on; returns how to switch it off. */
  add(rule: FaultRule): () => void;
  clear(): void;
  list(): readonly FaultRule[];
  /** The fault that strikes this request, counted as used. */
  strike(service: Service, operation: string, request: SimRequest): Fault | undefined;
}

export function createFaults(random: Random): Faults {
  const active: { readonly rule: FaultRule; left: number; skip: number }[] = [];
  const remove = (rule: FaultRule) => {
    const at = active.findIndex((entry) => entry.rule === rule);
    if (at >= 0) active.splice(at, 1);
  };
  return {
    add(rule) {
      active.push({ rule, left: rule.times ?? Number.POSITIVE_INFINITY, skip: rule.after ?? 0 });
      return () => remove(rule);
    },
    clear: () => active.splice(0),
    list: () => active.map((entry) => entry.rule),
    strike(service, operation, request) {
      for (const entry of active) {
        const { rule } = entry;
        if (rule.service !== service || (rule.operation !== undefined && rule.operation !== operation)) continue;
        if (rule.matches && !rule.matches(request)) continue;
        if (entry.skip > 0) {
          entry.skip -= 1;
          continue;
        }
        if (rule.probability !== undefined && random.next() >= rule.probability) continue;
        entry.left -= 1;
        if (entry.left <= 0) remove(rule);
        return rule.fault;
      }
      return undefined;
    },
  };
}
