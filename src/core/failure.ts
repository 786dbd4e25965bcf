/** What went wrong outside: which system, doing what, with which documented code, and whether trying again can help. */

export const SYSTEMS = [
  'Entra',
  'Microsoft Graph',
  'Key Vault',
  'EspoCRM',
  'Storage',
  'Managed identity',
  'Webhook',
] as const;
export type System = (typeof SYSTEMS)[number];
/** `soon`: in seconds, by itself. `later`: in minutes to a day, by itself. `never`: only after a person has acted. */
export const RETRIES = ['soon', 'later', 'never'] as const;
export type Retry = (typeof RETRIES)[number];

export interface FailureFacts {
  readonly system: System;
  /** What we asked for, for example `add client secret`. */
  readonly operation: string;
  /** The system's own documented code, or ours where it has none. */
  readonly code: string;
  readonly status?: number;
  /** The system's identifier of the request, for its support. */
  readonly requestId?: string;
  readonly retry: Retry;
  /** What happened and what to do about it, in the reader's words; never anything the system sent. */
  readonly advice: string;
}

const RETRY_TEXT: Record<Retry, string> = {
  soon: 'It is tried again in a moment.',
  later: 'It is tried again later.',
  never: 'It is not tried again until this is mended.',
};

/** Keeps nothing of the error it came from: SDK errors carry headers and bodies, and with them secrets. */
export class Failure extends Error {
  override readonly name = 'Failure';
  readonly facts: FailureFacts;

  constructor(facts: FailureFacts) {
    const status = facts.status === undefined ? '' : ` (status ${facts.status})`;
    super(`${facts.system}, ${facts.operation}: ${facts.code}${status}. ${facts.advice} ${RETRY_TEXT[facts.retry]}`);
    this.facts = facts;
  }
}

/** Whether the system answered and said no, so that nothing took effect; a time-out or server error leaves that open. */
export function wasRefused(error: unknown): boolean {
  const status = error instanceof Failure ? error.facts.status : undefined;
  return status !== undefined && status >= 400 && status < 500 && status !== 408;
}

/** Undefined where something outside failed. */
export async function optional<T>(asked: Promise<T>): Promise<T | undefined> {
  try {
    return await asked;
  } catch (error) {
    if (error instanceof Failure) return undefined;
    throw error;
  }
}
