/** Text in the XML of the AWS protocols. */

/** Escapes special characters by number, also carriage returns: unescaped, they would be read as line feeds. */
export const inXml = (text: string) =>
  // biome-ignore lint/suspicious/noControlCharactersInRegex: a key may contain them.
  text.replace(/[&<>"'\u0000-\u0008\u000b-\u001f\u007f]/g, (character) => `&#${character.charCodeAt(0)};`);

const named: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

/** Decodes each entity once: `&amp;lt;` is the text `&lt;`. */
export const fromXml = (text: string) =>
  text.replace(/&(?:#x([0-9a-f]+)|#(\d+)|(\w+));/gi, (entity, hexadecimal, decimal, name) => {
    if (name) return named[name] ?? entity;
    return String.fromCodePoint(hexadecimal ? Number.parseInt(hexadecimal, 16) : Number(decimal));
  });
