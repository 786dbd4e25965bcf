/** Answers `require` of one module with an object of our own, the way the Functions worker supplies its built-in module. */
import Module from 'node:module';

export function supplyModule(name: string, exports: object): void {
  Module.prototype.require = new Proxy(Module.prototype.require, {
    apply: (target, thisArg, args) => (args[0] === name ? exports : Reflect.apply(target, thisArg, args)),
  });
}
