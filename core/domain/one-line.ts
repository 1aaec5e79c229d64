/** Everything that could start a new line, hide in one, or turn its reading direction around. */
const breaksALine = /[\p{Cc}\p{Zl}\p{Zp}\u202A-\u202E\u2066-\u2069]+/gu;

/** A text from a form as it may stand in a subject or in one line of a mail: it cannot pose as a line of its own. */
export function oneLine(text: string): string {
  return text.replace(breaksALine, ' ').trim();
}
