/** Lets tests and the traffic log see every exchange of every simulator, and stop the world between two of them. */
import type { Service, SimRequest, SimResponse } from './simulator';

export interface Exchange {
  readonly service: Service;
  readonly operation: string;
  readonly request: SimRequest;
  readonly response: SimResponse;
}

/** Sees an exchange after it took effect and before its answer leaves; answering `drop` closes the connection instead. */
export type Listener = (exchange: Exchange) => undefined | 'drop' | Promise<undefined | 'drop'>;

export interface Exchanges {
  /** Returns how to stop listening. */
  listen(listener: Listener): () => void;
  announce(exchange: Exchange): Promise<undefined | 'drop'>;
}

export function createExchanges(): Exchanges {
  const listeners = new Set<Listener>();
  return {
    listen(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    async announce(exchange) {
      for (const listener of listeners) if ((await listener(exchange)) === 'drop') return 'drop';
      return undefined;
    },
  };
}
