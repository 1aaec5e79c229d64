/** Where the picture of an entry's badge is. @param md5 of the picture: with another one, its address is another, too. */
export const badgeAddress = (entryId: string, md5: string): string =>
  `/entries/${encodeURIComponent(entryId)}/badge.jpg?v=${md5}`;
