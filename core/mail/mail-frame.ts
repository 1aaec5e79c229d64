/**
 * The layout of every mail. A mail is described once, as blocks, and laid out twice, as plain text and as HTML, so that
 * both say the same. Values come from a form that anyone can fill in: in both they are kept to one line, and in HTML
 * they are escaped.
 */
import { oneLine } from '../domain/text.ts';
import type { MailBlock, MailContent, MailLine } from './mail-content.ts';
import { asHtml } from './mail-html.ts';

export async function layOutMail(content: MailContent): Promise<{ text: string; html: string }> {
  return { text: asText(content), html: await asHtml(content) };
}

function asText({ letterhead, title, blocks, signature, footnote }: MailContent): string {
  const paragraphs = [
    oneLine(letterhead),
    oneLine(title),
    ...blocks.map(blockAsText),
    signature.map(oneLine).join('\n'),
    `-- \n${oneLine(footnote)}`,
  ];
  return `${paragraphs.join('\n\n')}\n`;
}

function blockAsText(block: MailBlock): string {
  switch (block.kind) {
    case 'paragraph':
      return block.heading ? section(block.heading, [oneLine(block.text)]) : oneLine(block.text);
    case 'facts':
      return section(
        block.heading,
        block.facts.map(([label, value]) => `${oneLine(label)}: ${oneLine(value)}`),
      );
    case 'list':
      return section(
        block.heading,
        block.items.map((item) => lineAsText('-', item)),
      );
    case 'steps':
      return section(
        block.heading,
        block.items.map((item, index) => lineAsText(`${index + 1}.`, item)),
      );
    case 'contact':
      return `Contact: ${block.email}`;
    case 'link':
      return `${block.label}:\n${block.url}`;
    case 'code':
      return `    ${oneLine(block.text)}`;
    case 'scan':
      return section(block.heading, [block.code, oneLine(block.text)]);
  }
}

function lineAsText(mark: string, line: MailLine): string {
  const { text, links } = typeof line === 'string' ? { text: line, links: [] } : line;
  const indent = ' '.repeat(mark.length + 1);
  return [`${mark} ${oneLine(text)}`, ...links.map(({ label, url }) => `${indent}${label}: ${url}`)].join(
    '\n',
  );
}

function section(heading: string, lines: readonly string[]): string {
  return [heading, '-'.repeat(heading.length), ...lines].join('\n');
}
