import { fieldName } from '../domain/findings.ts';

/** Something a person should check before a badge is printed. */
export type Finding =
  | { code: 'missing-glyphs'; field: string; graphemes: readonly string[] }
  | { code: 'smallest-type'; field: string }
  | { code: 'hyphenated'; field: string }
  | { code: 'truncated'; field: string }
  | { code: 'photo'; reason: string }
  | { code: 'photo-small'; dpi: number }
  | { code: 'code-unreadable' };

/** A photo with a lower resolution than this looks blurred at arm's length. */
export const fewestDpi = 150;

/** A finding's code and field only, such as `truncated: full_name`: safe for an execution's state. */
export function preflightCode(finding: Finding): string {
  return 'field' in finding ? `${finding.code}: ${finding.field}` : finding.code;
}

/** A finding in words, for people who are allowed to see the registration. */
export async function preflightInWords(finding: Finding): Promise<string> {
  switch (finding.code) {
    case 'missing-glyphs':
      return `${fieldName(finding.field)}: no font has ${(await Promise.all(finding.graphemes.map(glyphName))).join(', ')}`;
    case 'smallest-type':
      return `${fieldName(finding.field)}: set in the smallest type`;
    case 'hyphenated':
      return `${fieldName(finding.field)}: a word is broken`;
    case 'truncated':
      return `${fieldName(finding.field)}: its end is cut off`;
    case 'photo':
      return `Photo: ${finding.reason}`;
    case 'photo-small':
      return `Photo: ${finding.dpi} dpi in print, less than ${fewestDpi}`;
    case 'code-unreadable':
      return 'QR code: does not decode';
  }
}

/** `U+1F94B MARTIAL ARTS UNIFORM`, for each character. */
async function glyphName(grapheme: string): Promise<string> {
  // Imported on demand: a megabyte of names that most badges never need.
  const { unicodeName } = await import('unicode-name');
  return Array.from(grapheme, (character) => {
    const codePoint = (character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0');
    return `U+${codePoint} ${unicodeName(character) ?? '(unnamed)'}`;
  }).join(' + ');
}
