/** Chaos on the wire: every call of 'graph'. */
import { proveWire } from '../../support/wire/proveWire';

proveWire(['graph']);
