/** Matches paths against route templates such as `connections/{name}` and orders them as ASP.NET routing does. */

export interface HttpRoute {
  readonly template: string;
  /** The route's parameters when it matches the path, which is still percent-encoded. */
  match(path: string): Readonly<Record<string, string>> | undefined;
  /** Compared as text: the smaller one is asked first. */
  readonly precedence: string;
}

type Segment =
  | { readonly kind: 'literal'; readonly text: string }
  | { readonly kind: 'parameter'; readonly name: string; readonly optional: boolean }
  | { readonly kind: 'rest'; readonly name: string };

function segmentOf(text: string, template: string): Segment {
  const rest = /^\{\*{1,2}(\w+)\}$/.exec(text)?.[1];
  if (rest !== undefined) return { kind: 'rest', name: rest };
  const parameter = /^\{(\w+)(\?)?\}$/.exec(text);
  if (parameter) return { kind: 'parameter', name: parameter[1] ?? '', optional: parameter[2] !== undefined };
  if (/[{}]/.test(text))
    throw new Error(`The route "${template}" uses "${text}": this host knows {name}, {name?} and {*rest} only.`);
  return { kind: 'literal', text };
}

/** ASP.NET decodes everything but an encoded slash. */
function decode(text: string): string {
  try {
    return text
      .split(/(%2f)/i)
      .map((part) => (/^%2f$/i.test(part) ? part : decodeURIComponent(part)))
      .join('');
  } catch {
    return text;
  }
}

const parts = (path: string) => path.split('/').filter((part) => part !== '');

export function createHttpRoute(template: string): HttpRoute {
  const segments = parts(template).map((text) => segmentOf(text, template));
  const rank = { literal: '1', parameter: '3', rest: '5' } as const;
  return {
    template,
    precedence: segments.map(({ kind }) => rank[kind]).join(''),
    match(path) {
      const given = parts(path).map(decode);
      const params: Record<string, string> = {};
      for (const [index, segment] of segments.entries()) {
        const part = given[index];
        if (segment.kind === 'rest') {
          if (part !== undefined) params[segment.name] = given.slice(index).join('/');
          return params;
        }
        if (segment.kind === 'literal') {
          if (part?.toLowerCase() !== segment.text.toLowerCase()) return undefined;
        } else if (part !== undefined) params[segment.name] = part;
        else if (!segment.optional) return undefined;
      }
      return given.length <= segments.length ? params : undefined;
    },
  };
}
