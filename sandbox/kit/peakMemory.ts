/** The most memory that this process has had at once. */
import { readFileSync } from 'node:fs';

const KILOBYTE = 1024;

/**
 * In bytes. On Linux the usual figure of `getrusage` is passed on from the process that started this one, if that had
 * more; the kernel's own is not.
 */
export function peakMemory(): number {
  const [, kilobytes] = /^VmHWM:\s+(\d+) kB$/m.exec(ownStatus()) ?? [];
  return Number(kilobytes ?? process.resourceUsage().maxRSS) * KILOBYTE;
}

/** Empty where the system has no such file. */
function ownStatus(): string {
  try {
    return readFileSync('/proc/self/status', 'utf8');
  } catch {
    return '';
  }
}
