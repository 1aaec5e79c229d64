import { domainToASCII } from 'node:url';
import * as z from 'zod';

/** The longest deliverable address (RFC 3696, erratum 1690). */
const longest = 254;

/** What a browser's `<input type="email">` accepts (WHATWG HTML), but only with a dot in the domain. */
const asciiAddress = z
  .email({ pattern: z.regexes.html5Email })
  .max(longest)
  .regex(/@.+\./)
  // A mail server could find a second address in an encoded word (RFC 2047), where we would not see it.
  .refine((address) => !address.includes('=?'));

const onlyAscii = /^\p{ASCII}*$/u;
/** The only ASCII allowed is that of host names: other characters would end the domain too early or be decoded. */
const internationalDomain = /^(?:\P{ASCII}|[A-Za-z0-9.-])+$/u;

/**
 * One address in the form SES accepts, without anything that a mail header could take for a second one. SES supports
 * ASCII only (no SMTPUTF8): an international domain is converted to punycode, and the part before the @ must be ASCII.
 *
 * @param text as sent by a form; surrounding blanks are removed.
 * @returns undefined when no mail can be sent to it.
 */
export function sendableAddress(text: string): string | undefined {
  const written = text.trim();
  const at = written.lastIndexOf('@') + 1;
  const address = written.slice(0, at) + asciiDomain(written.slice(at));
  return asciiAddress.safeParse(address).data;
}

/** @returns the empty string for an invalid domain. */
function asciiDomain(domain: string): string {
  if (onlyAscii.test(domain)) return domain;
  return internationalDomain.test(domain) ? domainToASCII(domain) : '';
}

/** A mail's sender or recipient. */
export interface Mailbox {
  /** The name that mail programs show with the address. */
  name?: string;
  address: string;
}

const named = /^(?<name>[^<>",\p{Cc}]+)<(?<address>[^<>]+)>$/u;

/** A mailbox in a setting: `Riverside Open <registration@example.org>`, or the address alone. */
export const mailbox = z.string().transform((text, context): Mailbox => {
  const { name, address: written = text } = named.exec(text.trim())?.groups ?? {};
  const address = sendableAddress(written);
  if (address !== undefined) return { ...(name && { name: name.trim() }), address };
  context.addIssue('expected an e-mail address, or a name without , " < > and then the address in < >');
  return z.NEVER;
});

/** Any text as a name that `mailbox` reads; undefined when nothing is left of it. */
export function mailboxName(text: string): string | undefined {
  const name = text
    .replace(/[<>",\p{Cc}]+/gu, ' ')
    .replace(/ +/g, ' ')
    .trim();
  return name === '' ? undefined : name;
}

/** Several mailboxes, separated by commas. */
export const mailboxes = z
  .string()
  .transform((text) => text.split(','))
  .pipe(z.array(mailbox));

/** The text form that `mailbox` reads. */
export function mailboxText({ name, address }: Mailbox): string {
  return name === undefined ? address : `${name} <${address}>`;
}
