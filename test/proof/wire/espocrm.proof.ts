/** Chaos on the wire: every call of 'espocrm', 'sts'. */
import { proveWire } from '../../support/wire/proveWire';

proveWire(['espocrm', 'sts']);
