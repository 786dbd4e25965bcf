/** Chaos on the wire: every call of 'blob', 'queue'. */
import { proveWire } from '../../support/wire/proveWire';

proveWire(['blob', 'queue']);
