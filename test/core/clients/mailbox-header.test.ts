import fc from 'fast-check';
import { addressParser, decodeWords } from 'postal-mime';
import { describe, expect, test } from 'vitest';
import { mailboxHeader } from '../../../core/clients/mailbox-header.ts';
import { oneLine } from '../../../core/domain/text.ts';

const address = 'parent@example.com';

describe('a mailbox in a header', () => {
  test.each([
    [undefined, address],
    [' \r\n\u202e', address],
    ['Jordan Rivera', `"Jordan Rivera" <${address}>`],
    ["Jo O'Brien-Smith", `"Jo O'Brien-Smith" <${address}>`],
    ['김하늘', `=?UTF-8?B?6rmA7ZWY64qY?= <${address}>`],
    ['Rivera, Jo', `=?UTF-8?B?Uml2ZXJhLCBKbw==?= <${address}>`],
  ])('with the name %j', (name, header) => {
    expect(mailboxHeader({ name, address })).toBe(header);
  });

  test('cuts a long name, in encoded words of at most 75 characters', () => {
    const header = mailboxHeader({ name: '🥋'.repeat(500), address });
    const words = header.split(' ').slice(0, -1);
    expect(words.length).toBeGreaterThan(1);
    for (const word of words) {
      expect(word.length).toBeLessThanOrEqual(75);
      // Each can be decoded alone: no character is split.
      expect(decodeWords(word)).toMatch(/^🥋+$/u);
    }
    expect(addressParser(header)).toEqual([{ name: '🥋'.repeat(80), address }]);
  });
});

test('whatever the name, the header is one line of ASCII and one mailbox with that address and name', () => {
  const pieces = fc.constantFrom(
    ...[
      'Jo',
      ' ',
      ',',
      ';',
      ':',
      '<',
      '>',
      '(',
      ')',
      '"',
      '\\',
      '@',
      '=?',
      '?=',
      '=?UTF-8?B?YUBiLmNvbSw=?=',
      '\r\n',
    ],
    ...[
      'Bcc: smuggled@example.com',
      '<smuggled@example.com>',
      '\u2028',
      '\u202e',
      '\u0000',
      'é',
      '김',
      '🥋',
      '\ud800',
    ],
  );
  const name = fc.oneof(
    fc.array(pieces, { maxLength: 40 }).map((parts) => parts.join('')),
    fc.string({ unit: 'binary', maxLength: 100 }),
  );
  fc.assert(
    fc.property(name, (name) => {
      const header = mailboxHeader({ name, address });
      expect(header).toMatch(
        /^(?:(?:"[\w .'&+-]+"|=\?UTF-8\?B\?[\w+/=]+\?=(?: =\?UTF-8\?B\?[\w+/=]+\?=)*) <parent@example\.com>|parent@example\.com)$/,
      );
      expect(header.length).toBeLessThan(900);
      const shown = [...oneLine(name.toWellFormed())].slice(0, 80).join('').trim();
      expect(addressParser(header)).toEqual([{ name: shown, address }]);
    }),
    { numRuns: 2_000 },
  );
});
