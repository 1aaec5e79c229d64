import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  type Mailbox,
  mailbox,
  mailboxes,
  mailboxName,
  mailboxText,
  sendableAddress,
} from '../../../core/domain/email-address.ts';

describe('a sendable address', () => {
  test.each([
    'parent@example.com',
    "Jo.O'Brien@example.com",
    'first.last+tkd@sub.example.co.uk',
    "!#$%&'*+-/?=^_`{|}~@example.com",
    '.two..dots.@example.ne.jp',
    'a@1-2.example',
    `${'a'.repeat(242)}@example.com`,
  ])('%s is left unchanged', (address) => {
    expect(sendableAddress(address)).toBe(address);
  });

  test.each([
    [' parent@example.com\r\n', 'parent@example.com'],
    ['jo@bücher.example', 'jo@xn--bcher-kva.example'],
    ['jo@例え。jp', 'jo@xn--r8jz45g.jp'],
    ['jo@xn--bcher-kva.example', 'jo@xn--bcher-kva.example'],
    ['jo@BÜCHER.Example', 'jo@xn--bcher-kva.example'],
  ])('%j becomes %s', (text, address) => {
    expect(sendableAddress(text)).toBe(address);
  });
});

describe('an address that cannot be sent to', () => {
  test.each([
    '',
    ' ',
    'parent',
    'parent@',
    '@example.com',
    'parent@localhost',
    'parent@example.com.',
    'parent@bücher',
    'parent@.com',
    'parent@-example.com',
    'jörg@example.com',
    'a@example.com,b@example.com',
    'a@example.com;b@example.com',
    'a@example.com b@example.com',
    'a@example.com\r\nBcc: b@example.com',
    'a@example.com\u2028b@example.com',
    'Sam <a@example.com>',
    '"a@example.com,"@example.com',
    'a@b@example.com',
    'a@[192.0.2.1]',
    '=?utf-8?q?b=40example.com=2C?=@example.com',
    'a\u0000@example.com',
    'a@bücher.example/b.example',
    'a@bücher.example%2Cb',
    'a@bücher.example, b',
    'a@bücher.example>',
    'a@bü\tcher.example',
    'a@büc／her.example',
    'a@bücher\u202e.example',
    `${'a'.repeat(243)}@example.com`,
    `a@${'b'.repeat(64)}.example`,
    `a@${'ü'.repeat(250)}.example`,
  ])('%j', (text) => {
    expect(sendableAddress(text)).toBeUndefined();
  });
});

test('whatever a form contains, the result is one line of ASCII with one @, and a fixed point', () => {
  const pieces = fc.constantFrom(
    ...[
      'a@example.com',
      'ü',
      '@',
      '.',
      'com',
      ',',
      ';',
      '<',
      '>',
      '\r\n',
      '\t',
      ' ',
      '"',
      '(',
      '=?',
      '/',
      '%2C',
      '\\',
    ],
    ...['\u2028', '\u202e', '\u00ad', '\u3002', '\uff0c', '\uff20', '\uff1e', '\u0000'],
  );
  const hostile = fc.oneof(
    fc.array(pieces).map((parts) => parts.join('')),
    fc.tuple(fc.constant('a@b.'), fc.string({ unit: 'binary' })).map((parts) => parts.join('')),
    fc.emailAddress(),
  );
  fc.assert(
    fc.property(hostile, (text) => {
      const address = sendableAddress(text);
      if (address === undefined) return;
      expect(address).toMatch(/^[^@\s,;:<>()"\\[\]\u007f-\u{10ffff}]+@[A-Za-z0-9.-]+$/u);
      expect(sendableAddress(address)).toBe(address);
    }),
    { numRuns: 2_000 },
  );
});

describe('a mailbox in the settings', () => {
  test.each<[string, Mailbox]>([
    ['registration@example.org', { address: 'registration@example.org' }],
    [
      'Riverside Open <registration@example.org>',
      { name: 'Riverside Open', address: 'registration@example.org' },
    ],
    ["Jo's 3. Cup (김)<a@bücher.example>", { name: "Jo's 3. Cup (김)", address: 'a@xn--bcher-kva.example' }],
  ])('%j is read, and can be read back from its text form', (text, read) => {
    expect(mailbox.parse(text)).toEqual(read);
    expect(mailbox.parse(mailboxText(read))).toEqual(read);
    expect(mailboxes.parse(`${mailboxText(read)}, b@example.org`)).toEqual([
      read,
      { address: 'b@example.org' },
    ]);
  });

  test.each([
    ['Riverside Open', 'Riverside Open'],
    ['Smith, Jones & "Co" <Open>', 'Smith Jones & Co Open'],
    ['<">', undefined],
  ])('any text can be a name in one: %j', (text, name) => {
    expect(mailboxName(text)).toBe(name);
    const read = { ...(name && { name }), address: 'a@example.org' };
    expect(mailbox.parse(mailboxText({ name, address: 'a@example.org' }))).toEqual(read);
  });

  test.each([
    '',
    'Riverside Open',
    '<a@example.org>',
    'Riverside Open <registration>',
    'Open <a@example.org> <b@example.org>',
    'Open <a@example.org>, b@example.org',
    'Rivera, Jo <a@example.org>',
    '"Jo" <a@example.org>',
    'Jo\r\nBcc: b@example.org <a@example.org>',
    'a@example.org, b@example.org',
  ])('%j is refused', (text) => {
    expect(mailbox.safeParse(text).success).toBe(false);
  });
});
