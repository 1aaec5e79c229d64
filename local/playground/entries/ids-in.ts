/** The ids of entries in a text such as a reason or a call's body, each once; nothing else of it is kept. */
export const entryIdsIn = (text: string): string[] => [
  ...new Set(text.match(/\b(?:cs_(?:test|live)_[A-Za-z0-9]+|entry_[0-9a-f]{32})\b/g)),
];
