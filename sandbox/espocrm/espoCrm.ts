/** What the EspoCRM simulator is given and hands out. */
import type { Simulator } from '../kit/simulator';
import type { EspoCrmControls } from './espoCrmControls';
import type { EspoCrmVersion } from './espoCrmVersion';

export interface EspoCrmOptions {
  /** Its own base URL, known once it is served; the setting `siteUrl` until somebody stores another. */
  readonly siteUrl: () => string;
  /** 10.0.0 when left out. */
  readonly version?: EspoCrmVersion;
  /** The administrator there is from the start; none when left out. */
  readonly admin?: { readonly userName: string; readonly password: string };
  /** PEM of the authority with which it trusts the identity provider; Node's own ones when left out. */
  readonly ca?: string;
}

export interface EspoCrm {
  readonly simulator: Simulator;
  readonly controls: EspoCrmControls;
}
