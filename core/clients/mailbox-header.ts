import { encodeWord } from 'nodemailer/lib/mime-funcs';
import type { Mailbox } from '../domain/email-address.ts';
import { oneLine } from '../domain/text.ts';

/** Longer names are cut: this many characters of four bytes each make a header of 500 bytes. */
const longestName = 80;
/** Characters without a special meaning in a header. */
const harmless = /^[A-Za-z0-9 .'&+-]+$/;
/** RFC 2047, section 2. */
const longestEncodedWord = 75;

/**
 * A mailbox in the form of a mail header, in ASCII. The name may come from a form: one of plain letters is quoted, any
 * other is encoded completely (RFC 2047), so none of its commas, quotes, brackets or line breaks gets into the header.
 *
 * @param mailbox with a sendable address.
 */
export function mailboxHeader({ name = '', address }: Mailbox): string {
  const characters = [...oneLine(name.toWellFormed())];
  const shown = characters.slice(0, longestName).join('').trim();
  if (shown === '') return address;
  const phrase = harmless.test(shown) ? `"${shown}"` : encodeWord(shown, 'B', longestEncodedWord);
  return `${phrase} <${address}>`;
}
