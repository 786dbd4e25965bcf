/** Portals: where each one is, and through which provider its users sign in. */
import type { ConfigStore } from './configStore';
import { noPortal } from './espoRefusal';
import { isTrue, textOf } from './phpValues';
import type { EntityRecord, Records } from './records';

/** With a trailing slash, except for a custom URL, which stays as it was typed. */
export function portalUrl(config: ConfigStore, { id, values }: EntityRecord): string {
  const custom = textOf(values['customUrl']);
  if (custom) return custom;
  const base = `${String(config.get('siteUrl')).replace(/\/$/, '')}/portal/`;
  return values['isDefault'] === true ? base : `${base}${textOf(values['customId']) ?? id}/`;
}

/** The portal of that id or custom id; one that is not there, or not active, breaks every request. */
export function openPortal({ portals }: Records, id: string): EntityRecord {
  const portal = portals.get(id) ?? [...portals.values()].find(({ values }) => textOf(values['customId']) === id);
  if (!portal || !isTrue(portal.values['isActive'])) throw noPortal();
  return portal;
}

export const providerOf = ({ authenticationProviders }: Records, { values }: EntityRecord): EntityRecord | undefined =>
  authenticationProviders.get(String(values['authenticationProviderId']));
