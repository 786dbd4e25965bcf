/** Addresses of an EspoCRM: which are the same, and where Entra sends users back to. */

export const withoutSlash = (url: string): string => url.replace(/\/+$/, '');
/** EspoCRM's own (Tools/Oidc): its site URL without trailing slash, then this path. */
export const redirectUriOf = (siteUrl: string): string => `${withoutSlash(siteUrl)}/oauth-callback.php`;

/** Scheme, host, port and path equal, whatever the case of the host or a trailing slash. */
export function isSameSite(left: string, right: string): boolean {
  const normal = (url: string) => (URL.canParse(url) ? withoutSlash(new URL(url).href) : url);
  return normal(left) === normal(right);
}
