/** A wait that can be cut short. */

export interface Wait {
  /** Resolves after that time with false, or with true as soon as it is woken. */
  wait(ms: number): Promise<boolean>;
  /** Ends the wait, or the next one when there is none. */
  wake(): void;
}

export function createWait(): Wait {
  let woken = false;
  let end = () => {};
  return {
    async wait(ms) {
      if (!woken)
        await new Promise<void>((resolve) => {
          const timer = setTimeout(resolve, ms);
          end = () => {
            clearTimeout(timer);
            resolve();
          };
        });
      const cutShort = woken;
      woken = false;
      return cutShort;
    },
    wake() {
      woken = true;
      end();
    },
  };
}
