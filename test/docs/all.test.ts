import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { anchorsOf, documents, read } from './document.ts';
import { functionNames, outputNames } from './stack.ts';

describe.each(documents)('%s', (file) => {
  const text = read(file);

  test('links to files and chapters that exist', () => {
    for (const [, path = '', chapter] of text.matchAll(/\]\((?!https?:)([^)#]*)(?:#([^)]+))?\)/g)) {
      const target = path === '' ? file : join(file, '..', path);
      const linked = read(target);
      if (chapter) expect(anchorsOf(linked), `${file}: ${path}#${chapter}`).toContain(chapter);
    }
  });

  test('names only Lambdas, state machines and outputs that the stack has', () => {
    const names = [...text.matchAll(/tkd-registration-<stage>-([a-z-]+)/g)].map(([, name]) => name);
    expect([...functionNames, 'badge-refresh', 'badge-sheets']).toEqual(expect.arrayContaining(names));
    const outputs = [...text.matchAll(/\$\((?:output|arn) (\w+)\)|<((?:[A-Z][a-z]+){2,})>/g)].map(
      ([, inCommand, inText]) => inCommand ?? inText,
    );
    expect(outputNames).toEqual(expect.arrayContaining(outputs));
  });
});
