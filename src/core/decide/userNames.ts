/** How long the user names are that EspoCRM keeps, against those that Entra gives. */
import type { ConnectionSpec } from '../connection';
import type { EspoCrmSeen } from '../observation';

/** Microsoft Entra documentation, Prepare for directory synchronization, `userPrincipalName`. */
export const LONGEST_USER_PRINCIPAL_NAME = 113;

/** Never made shorter: names that are there would not fit. Where the length is not known it is left alone. */
export const isUserNameTooShort = ({ signIn }: ConnectionSpec, { userNameLength }: EspoCrmSeen): boolean =>
  signIn.userNameLength !== undefined && userNameLength !== undefined && userNameLength < signIn.userNameLength;
