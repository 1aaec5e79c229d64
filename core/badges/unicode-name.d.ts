declare module 'unicode-name' {
  /** The character's name in the Unicode standard, with its aliases; undefined when it has none. */
  export function unicodeName(character: string): string | undefined;
}
