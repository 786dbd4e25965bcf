/** Lets a trigger be registered without what it runs, which is loaded when it is first set off: a cold start needs little. */

export const onDemand =
  <Given extends unknown[], Result>(
    load: () => Promise<(...given: Given) => Result | Promise<Result>>,
  ): ((...given: Given) => Promise<Result>) =>
  async (...given) =>
    (await load())(...given);
