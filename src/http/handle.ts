/** Runs one HTTP request: asks who calls, gives the answer what it works with, and makes problem details of whatever goes wrong. */
import type { HttpHandler, HttpResponseInit, InvocationContext } from '@azure/functions';
import { createLog } from '../adapters/log';
import type { Config } from '../config/config';
import { Failure } from '../core/failure';
import type { Connector } from '../reconcile/connector';
import type { Log } from '../reconcile/ports';
import { authorise } from './access';
import { type Answer, json } from './answer';
import { deprovision } from './deprovision';
import { list } from './list';
import { outsideFailure, problem, problemResponse, RequestRefused } from './problem';
import { provision } from './provision';
import { rotate } from './rotate';
import { type GuardedRoute, ROUTES } from './routes';
import { show } from './show';
import { createWriteLimit } from './writeLimit';

/** What answers each route at which it is asked who calls. */
const ANSWERS: { readonly [Name in GuardedRoute]: Answer } = {
  list,
  show,
  provision,
  rotate,
  deprovision,
  // Hardly any process is ever asked for these two, and making the document takes longer than a cold start may.
  status: async (...asked) => (await import('./pages/status')).status(...asked),
  openApi: async () => json(200, (await import('./openApi/openApiDocument')).openApiDocument()),
};

type Settings = Pick<Config, 'easyAuth' | 'onDevelopersMachine' | 'addresses'>;

/** Both are asked for at each request: where one cannot be had, the request ends as one that went wrong here. */
export function createHandle(
  settings: () => Settings,
  connector: () => Connector,
): (name: GuardedRoute) => HttpHandler {
  const limitWrites = createWriteLimit(() => performance.now());
  return (name) => async (request, context) => {
    const log = createLog(context);
    try {
      const { easyAuth, onDevelopersMachine, addresses } = settings();
      const { access } = ROUTES[name];
      const caller = authorise(request.headers, access, easyAuth, onDevelopersMachine);
      if (access === 'manage') {
        const connection = request.params['name'] ?? '';
        limitWrites(caller, connection);
        log.info('write.requested', { caller, connection });
      }
      return await ANSWERS[name](request, { connector: connector(), addresses, log });
    } catch (error) {
      return translate(error, context, log);
    }
  };
}

function translate(error: unknown, { invocationId }: InvocationContext, log: Log): HttpResponseInit {
  if (error instanceof RequestRefused) {
    log.info('request.refused', { type: error.details.type });
    return problemResponse(error.details, error.headers);
  }
  if (error instanceof Failure) {
    const { facts, message } = error;
    log.warn('request.failed', { ...facts });
    return problemResponse(
      outsideFailure(facts.system, message),
      facts.retry === 'soon' ? { 'Retry-After': '10' } : {},
    );
  }
  // Only the name: the message of an error we did not expect may hold anything.
  log.error('request.crashed', { error: error instanceof Error ? error.name : typeof error });
  const detail = `This is a fault of the app. Its log has more under the invocation ${invocationId}.`;
  return problemResponse(problem('internal-error', detail));
}
