/** Reading and writing the settings. PUT is the only method that writes, though the routing table knows others. */
import type { ConfigStore, Settings } from './configStore';
import { type EspoAction, json, requireAdmin } from './espoAction';
import type { EspoCrmVersion } from './espoCrmVersion';
import { invalidField } from './espoRefusal';
import { brokenRule } from './fieldRules';
import type { SignInSetupOf } from './oidcConfig';
import { portalUrl } from './portals';
import type { EntityRecord } from './records';
import { settingsFields } from './settingsFields';
import { isWritable } from './settingsLevels';
import { settingsView } from './settingsView';
import type { UserRecord } from './users';

export type ViewSettings = (settings: Settings, user: UserRecord | undefined, portal?: EntityRecord) => Settings;

export const createViewSettings =
  (config: ConfigStore, setupOf: SignInSetupOf): ViewSettings =>
  (settings, user, portal) =>
    settingsView(settings, { user, setup: setupOf(portal), portalUrl: portal && portalUrl(config, portal) });

export function createSettingsActions(
  config: ConfigStore,
  version: EspoCrmVersion,
  view: ViewSettings,
): readonly EspoAction[] {
  return [
    {
      operation: 'getSettings',
      method: 'GET',
      path: 'Settings',
      inPortals: true,
      open: true,
      handle: ({ caller, portal, stale }) => json(view(config.all(stale), caller?.user, portal)),
    },
    {
      operation: 'putSettings',
      method: 'PUT',
      path: 'Settings(?:/[^/]+)?',
      async handle({ caller, body }) {
        requireAdmin(caller);
        const values = Object.fromEntries(Object.entries(body).filter(([key]) => isWritable(key)));
        const broken = brokenRule(settingsFields(version), values, false);
        if (broken) throw invalidField('Settings', broken);
        return json(view(await config.save(values), caller.user));
      },
    },
  ];
}
