/** Defines a property, whatever a prototype says of the name. */
export function define(target: object, name: string, value: unknown, enumerable = false): void {
  Object.defineProperty(target, name, { value, configurable: true, enumerable, writable: true })
}
