/** What the Functions host loads: every trigger registers itself; then the settings are read, so that a wrong one stops the app with a message. */
import { config } from './config/config';
import { deprovision } from './functions/deprovision';
import { health } from './functions/health';
import './functions/healthCheck';
import { list } from './functions/list';
import { openApi } from './functions/openApi';
import { provision } from './functions/provision';
import './functions/reconcile';
import { rotate } from './functions/rotate';
import { show } from './functions/show';
import { status } from './functions/status';
import './functions/vaultEvent';
import type { RouteName } from './http/routes';

/** One for each route, which the compiler holds. */
export const httpTriggers: { readonly [Name in RouteName]: Name } = {
  deprovision,
  health,
  list,
  openApi,
  provision,
  rotate,
  show,
  status,
};

config();
