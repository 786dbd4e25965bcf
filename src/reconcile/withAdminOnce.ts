/** Spares Key Vault: what hardly ever changes is read once a run. */
import type { AdminSignIn, Outside } from './ports';

/** EspoCRM's administrator sign-in is read once a run: every look and every delivery needs it, and it hardly ever changes. */
export function withAdminOnce({ vault, ...others }: Outside): Outside {
  let admin: Promise<AdminSignIn> | undefined;
  const readAdmin = (connection: string) => {
    admin ??= vault.readAdmin(connection).catch((error) => {
      admin = undefined;
      throw error;
    });
    return admin;
  };
  return { ...others, vault: { ...vault, readAdmin } };
}
