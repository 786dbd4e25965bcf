/** Reads a Node request into the plain request a simulator understands. */
import type { IncomingMessage } from 'node:http';
import { bytesOf } from './bytesOf';
import type { SimRequest } from './simulator';

function parse(text: string, type: string): unknown {
  if (text === '') return undefined;
  if (type.startsWith('application/x-www-form-urlencoded')) return Object.fromEntries(new URLSearchParams(text));
  if (!/^application\/([\w.-]+\+)?json/i.test(type)) return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function decoded(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}

export async function requestOf(req: IncomingMessage, secure: boolean): Promise<SimRequest> {
  const url = new URL(req.url ?? '/', `${secure ? 'https' : 'http'}://${req.headers.host ?? 'localhost'}`);
  const headers = Object.fromEntries(
    Object.entries(req.headers).map(([name, value]) => [name, Array.isArray(value) ? value.join(', ') : (value ?? '')]),
  );
  const text = (await bytesOf(req)).toString();
  return {
    method: req.method ?? 'GET',
    url,
    path: decoded(url.pathname),
    query: url.searchParams,
    headers,
    text,
    body: parse(text, headers['content-type'] ?? ''),
    remoteAddress: req.socket.remoteAddress ?? '',
  };
}
