/** Private hosts as the setting names them. */
import { type PrivateHosts, readPrivateHosts } from '../../src/config/privateHosts';

export function aPrivateHosts(text: string): PrivateHosts {
  const read = readPrivateHosts(text);
  if ('problems' in read) throw new Error(read.problems.join('\n'));
  return read.value;
}
