/** What the Functions host loads: settings first, so that a wrong one stops the app with a message, then every trigger. */
import { settings } from './config/settings';
import './functions/deprovision';
import './functions/health';
import './functions/healthCheck';
import './functions/list';
import './functions/openApi';
import './functions/provision';
import './functions/reconcile';
import './functions/rotate';
import './functions/show';
import './functions/status';
import './functions/vaultEvent';

settings();
