import { domainToASCII } from 'node:url';
import * as z from 'zod';

/** The longest that can be delivered to (RFC 3696, erratum 1690). */
const longest = 254;

/** What a browser's `<input type="email">` lets pass (WHATWG HTML), with a domain that has a dot and no host's name alone. */
const asciiAddress = z
  .email({ pattern: z.regexes.html5Email })
  .max(longest)
  .regex(/@.+\./)
  // An encoded word (RFC 2047) could hide a second address from us and not from a mail server.
  .refine((address) => !address.includes('=?'));

const onlyAscii = /^\p{ASCII}*$/u;
/** Of ASCII only what stands in host names: the rest would end the domain where an address goes on, or be decoded. */
const internationalDomain = /^(?:\P{ASCII}|[A-Za-z0-9.-])+$/u;

/**
 * One address as SES takes it, and nothing that a mail's header could take for a second one. SES speaks ASCII only
 * (no SMTPUTF8): an international domain is given in punycode, and what is before the @ must be ASCII itself.
 *
 * @param text as a form sent it; blanks around it are dropped.
 * @returns undefined when no mail can be sent to it.
 */
export function sendableAddress(text: string): string | undefined {
  const written = text.trim();
  const at = written.lastIndexOf('@') + 1;
  const address = written.slice(0, at) + asciiDomain(written.slice(at));
  return asciiAddress.safeParse(address).data;
}

/** @returns the empty text for a domain that cannot be. */
function asciiDomain(domain: string): string {
  if (onlyAscii.test(domain)) return domain;
  return internationalDomain.test(domain) ? domainToASCII(domain) : '';
}

/** Who a mail is from or to. */
export interface Mailbox {
  /** As mail programs show it beside the address. */
  name?: string;
  address: string;
}

const named = /^(?<name>[^<>",\p{Cc}]+)<(?<address>[^<>]+)>$/u;

/** A mailbox as a setting says it: `Riverside Open <registration@example.org>`, or the address alone. */
export const mailbox = z.string().transform((text, context): Mailbox => {
  const { name, address: written = text } = named.exec(text.trim())?.groups ?? {};
  const address = sendableAddress(written);
  if (address !== undefined) return { ...(name && { name: name.trim() }), address };
  context.addIssue('expected an e-mail address, or a name without , " < > and then the address in < >');
  return z.NEVER;
});

/** Several of them, with commas between. */
export const mailboxes = z
  .string()
  .transform((text) => text.split(','))
  .pipe(z.array(mailbox));

/** The text that `mailbox` reads. */
export function mailboxText({ name, address }: Mailbox): string {
  return name === undefined ? address : `${name} <${address}>`;
}
