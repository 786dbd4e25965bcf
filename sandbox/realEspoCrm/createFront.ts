/**
 * Stands in front of a real EspoCRM: over TLS, as the app wants it, and with Entra's address put in the words of each side.
 * EspoCRM has to reach the simulated Entra, whose certificate it does not know, and from inside a container perhaps by
 * another name; the app and the browser know Entra by its own address only.
 */
import axios from 'axios';
import type { SimRequest, SimResponse, Simulator } from '../kit/simulator';

export interface FrontOptions {
  /** Base URL of the real EspoCRM, without a trailing slash. */
  readonly target: string;
  /** Entra's base URL as the app and the browser know it. */
  readonly entraUrl: () => string;
  /** Entra's base URL as EspoCRM is told it. */
  readonly entraForEspocrm: () => string;
}

/** What belongs to one connection and is made anew on the other side. */
const HOP_BY_HOP = new Set([
  'connection',
  'keep-alive',
  'transfer-encoding',
  'content-length',
  'content-encoding',
  'host',
]);

const passedOn = (headers: Readonly<Record<string, unknown>>): Record<string, string | readonly string[]> =>
  Object.fromEntries(
    Object.entries(headers)
      .filter(([name]) => !HOP_BY_HOP.has(name.toLowerCase()))
      .map(([name, value]) => [name, Array.isArray(value) ? value.map(String) : String(value)]),
  );

/** EspoCRM's answers escape slashes in JSON. */
function replaced(text: string, from: string, to: string): string {
  const escaped = (url: string) => url.replaceAll('/', '\\/');
  return text.replaceAll(from, to).replaceAll(escaped(from), escaped(to));
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

export function createFront({ target, entraUrl, entraForEspocrm }: FrontOptions): Simulator {
  const client = axios.create({
    maxRedirects: 0,
    proxy: false,
    validateStatus: () => true,
    responseType: 'text',
    transformResponse: (text: unknown) => text,
  });
  return {
    service: 'espocrm',
    routes: [],
    async unmatched({ method, url, headers, text }: SimRequest): Promise<SimResponse> {
      const answer = await client.request<string>({
        method,
        url: `${target}${url.pathname}${url.search}`,
        headers: { ...passedOn(headers), 'Accept-Encoding': 'identity' },
        data: text === '' ? undefined : replaced(text, entraUrl(), entraForEspocrm()),
      });
      const body = replaced(answer.data ?? '', entraForEspocrm(), entraUrl());
      const type = String(answer.headers['content-type'] ?? '');
      return {
        status: answer.status,
        headers: passedOn({ ...answer.headers }),
        ...(body === '' ? {} : { body: type.includes('json') ? parsed(body) : body }),
      };
    },
  };
}
