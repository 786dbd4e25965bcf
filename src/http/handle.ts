/** Runs one HTTP request: gives it what the app offers, and turns whatever goes wrong into problem details. */
import type { HttpHandler, HttpRequest, HttpResponseInit, InvocationContext } from '@azure/functions';
import { createLog } from '../adapters/log';
import { connector } from '../app/connector';
import { settings } from '../config/settings';
import { Failure } from '../core/failure';
import type { Connector } from '../reconcile/connector';
import type { Log } from '../reconcile/ports';
import { type Access, authorise } from './access';
import { problemResponse, RequestRefused } from './problem';
import { RESPONSE_HEADERS } from './responseHeaders';
import { createWriteLimit } from './writeLimit';

type Answer = (request: HttpRequest, connector: Connector, log: Log) => Promise<HttpResponseInit>;

const limitWrites = createWriteLimit(() => performance.now());

/** `access`: what the caller must be allowed to do. */
export function handle(access: Access, answer: Answer): HttpHandler {
  return async (request, context) => {
    const log = createLog(context);
    try {
      const { easyAuth, onDevelopersMachine } = settings();
      const caller = authorise(request.headers, access, easyAuth, onDevelopersMachine);
      if (access === 'manage') {
        const connection = request.params['name'] ?? '';
        limitWrites(caller, connection);
        log.info('write.requested', { caller, connection });
      }
      return await answer(request, connector(), log);
    } catch (error) {
      return translate(error, context, log);
    }
  };
}

export const json = (
  status: number,
  body: object,
  headers: Readonly<Record<string, string>> = {},
): HttpResponseInit => ({
  status,
  headers: { ...RESPONSE_HEADERS, ...headers },
  jsonBody: body,
});

function translate(error: unknown, { invocationId }: InvocationContext, log: Log): HttpResponseInit {
  if (error instanceof RequestRefused) {
    log.info('request.refused', { type: error.details.type });
    return problemResponse(error.details, error.headers);
  }
  if (error instanceof Failure) {
    log.warn('request.failed', { ...error.facts });
    const headers = error.facts.retry === 'soon' ? { 'Retry-After': '10' } : {};
    const title = `${error.facts.system} did not do what was needed.`;
    return problemResponse({ type: 'outside-failure', status: 502, title, detail: error.message }, headers);
  }
  // Only the name: the message of an error we did not expect may hold anything.
  log.error('request.crashed', { error: error instanceof Error ? error.name : typeof error });
  const detail = `This is a fault of the app. Its log has more under the invocation ${invocationId}.`;
  return problemResponse({ type: 'internal-error', status: 500, title: 'Something went wrong here.', detail });
}
