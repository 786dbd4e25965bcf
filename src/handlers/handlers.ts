/** What the triggers run, apart from the event, which is in a hurry: one part, because a connection's life needs most of it. */
import { deprovision } from './deprovision';
import { healthCheck } from './healthCheck';
import { list } from './list';
import { openApi } from './openApi';
import { provision } from './provision';
import { reconcile } from './reconcile';
import { rotate } from './rotate';
import { show } from './show';
import { status } from './status';

export const handlers = {
  deprovision,
  healthCheck,
  list,
  openApi,
  provision,
  reconcile,
  rotate,
  show,
  status,
} as const;
