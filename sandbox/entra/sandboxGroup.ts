/** The groups of the sandbox's tenant; users say which of them they are in. */

export interface SandboxGroup {
  /** Object id. */
  readonly id: string;
  /** Several may have the same. */
  readonly displayName: string;
}

export const SALES: SandboxGroup = { id: '5a1e5000-0000-4000-8000-0000000000a1', displayName: 'Sales' };
export const SUPPORT: SandboxGroup = { id: '50bb0000-0000-4000-8000-0000000000a2', displayName: 'Support' };
