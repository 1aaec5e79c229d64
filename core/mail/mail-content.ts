/** What a mail says, before it is laid out: blocks, from top to bottom. */

export type MailBlock =
  | { kind: 'paragraph'; heading?: string; text: string }
  | { kind: 'facts'; heading: string; facts: readonly (readonly [label: string, value: string])[] }
  | { kind: 'list'; heading: string; items: readonly MailLine[] }
  /** An ordered list. */
  | { kind: 'steps'; heading: string; items: readonly MailLine[] }
  /** The address to write to. */
  | { kind: 'contact'; email: string }
  /** `url` is ours or Stripe's, never a form's. */
  | { kind: 'link'; label: string; url: string }
  /** A text to copy. */
  | { kind: 'code'; text: string }
  /** A code to scan: its picture, one of the mail's own, what it says, and what it is for. */
  | { kind: 'scan'; heading: string; picture: InlinePicture; code: string; text: string };

/** How the HTML shows a picture that comes with the mail. */
export interface InlinePicture {
  contentId: string;
  /** Width and height, in CSS pixels. */
  side: number;
}

/** A line, with links to the pages it is about: `url` is ours, never a form's. */
export type MailLine = string | { text: string; links: readonly { label: string; url: string }[] };

export interface MailContent {
  /** The small line above the title. */
  letterhead: string;
  title: string;
  /** What lists of mails show beside the subject, if not the mail's beginning. It repeats what the mail says. */
  preview?: string;
  blocks: readonly MailBlock[];
  /** The last lines: a closing and the sender. */
  signature: readonly string[];
  /** Small print, such as the entry's id. */
  footnote: string;
}
