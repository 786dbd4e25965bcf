/** Chaos on the wire: every call of 'keyvault'. */
import { proveWire } from '../../support/wire/proveWire';

proveWire(['keyvault']);
