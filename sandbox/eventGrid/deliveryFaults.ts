/** Ways in which delivery goes wrong without anybody's fault: the service promises neither once nor in order. */

export type DeliveryFault =
  /** The event never arrives; only the check of the timer can save the day. */
  | { readonly kind: 'lose' }
  /** It arrives twice. */
  | { readonly kind: 'duplicate' }
  /** Its first attempt is made later, by the sandbox's clock. */
  | { readonly kind: 'delay'; readonly delayMs: number }
  /** The subscription's next event overtakes it; after a minute it goes out anyway. */
  | { readonly kind: 'reorder' };

export interface DeliveryFaults {
  add(fault: DeliveryFault, times: number): void;
  clear(): void;
  /** The fault that strikes the next event, counted as used. */
  strike(): DeliveryFault | undefined;
}

export function createDeliveryFaults(): DeliveryFaults {
  const waiting: DeliveryFault[] = [];
  return {
    add: (fault, times) => void waiting.push(...Array.from({ length: times }, () => fault)),
    clear: () => void waiting.splice(0),
    strike: () => waiting.shift(),
  };
}
