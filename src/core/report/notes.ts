/** What an administrator may want to know of a connection that is well: nothing here has to be mended. */
import type { ConnectionSpec } from '../connection';
import { LONGEST_USER_PRINCIPAL_NAME } from '../decide/espocrmSettings';
import { isShortened } from '../decide/renewal';
import { nearestDays } from '../duration';
import type { Observation } from '../observation';
import type { Note } from '../outcome';

export function notesOf(spec: ConnectionSpec, { espocrm, stored }: Observation): readonly Note[] {
  const notes: Note[] = [];
  const { userNameLength: length } = espocrm;
  if (spec.signIn.createUsers && length !== undefined && length < LONGEST_USER_PRINCIPAL_NAME)
    notes.push({
      code: 'user-names-cut-off',
      detail: `EspoCRM keeps ${length} characters of a user name, and a user principal name of Entra may have ${LONGEST_USER_PRINCIPAL_NAME}, those of guests soon have more: who has a longer one cannot sign in for the first time. "signIn": { "userNameLength": 255 } lengthens the field.`,
    });
  if (stored && isShortened(spec, stored))
    notes.push({
      code: 'validity-shortened',
      detail: `The client secret lives ${nearestDays(stored.issuedAt, stored.expiresAt)} days, less than the validity that is wanted: a policy of the tenant allows no more, or it was made before that was changed. It is renewed half way at the earliest.`,
    });
  return notes;
}
