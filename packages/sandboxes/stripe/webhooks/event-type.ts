/** @param wanted a type, the beginning of some (`checkout.session.*`), or `*`. */
export function isOfType(type: string, wanted: string): boolean {
  return wanted.endsWith('*') ? type.startsWith(wanted.slice(0, -1)) : type === wanted;
}
