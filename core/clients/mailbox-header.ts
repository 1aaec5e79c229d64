import { encodeWord } from 'nodemailer/lib/mime-funcs';
import type { Mailbox } from '../domain/email-address.ts';
import { oneLine } from '../domain/one-line.ts';

/** Longer names are cut: of characters that take four bytes each, this many make a header of 500. */
const longestName = 80;
/** Nothing that means something in a header. */
const harmless = /^[A-Za-z0-9 .'&+-]+$/;
/** RFC 2047, section 2. */
const longestEncodedWord = 75;

/**
 * A mailbox as it stands in a mail's header, in ASCII. The name may come from a form: one of plain letters is quoted,
 * any other is encoded whole (RFC 2047), so no comma, quote, bracket or line break of it is ever in the header.
 *
 * @param mailbox its address is a sendable one.
 */
export function mailboxHeader({ name = '', address }: Mailbox): string {
  const characters = [...oneLine(name.toWellFormed())];
  const shown = characters.slice(0, longestName).join('').trim();
  if (shown === '') return address;
  const phrase = harmless.test(shown) ? `"${shown}"` : encodeWord(shown, 'B', longestEncodedWord);
  return `${phrase} <${address}>`;
}
