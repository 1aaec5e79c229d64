/** Everything that could start a new line, hide in one, or reverse its reading direction. */
const breaksALine = /[\p{Cc}\p{Zl}\p{Zp}\u202A-\u202E\u2066-\u2069]+/gu;

/** A text from a form, made safe for a subject or one line of a mail: it cannot look like a separate line. */
export function oneLine(text: string): string {
  return text.replace(breaksALine, ' ').trim();
}
