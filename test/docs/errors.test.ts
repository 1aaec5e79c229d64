import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import * as errors from '../../core/domain/errors.ts';
import { stageFileKeys } from '../../lib/stage-config.ts';

const projectRoot = join(import.meta.dirname, '../..');
const read = (file: string) => readFileSync(join(projectRoot, file), 'utf8');

describe('docs/errors.md', () => {
  const lists = {
    permanent: errors.permanentErrors,
    transient: errors.transientErrors,
    'rate-limited': errors.rateLimitedErrors,
    outage: errors.outageErrors,
    unclear: errors.unclearErrors,
    'not-yet': errors.notYetErrors,
  };
  const text = read('docs/errors.md');
  /** Rows such as `| \`EntryNotFoundError\` | not-yet | meaning | what to do |`. */
  const documented = [...text.matchAll(/^\| `(\w+Error)` \| ([a-z-]+) \| .+ \| .+ \|$/gm)].map(
    ([, name, retryClass]) => [name, retryClass],
  );

  test('explains every class of error once, with the class it is retried by, and no other', () => {
    const expected = Object.entries(lists).flatMap(([retryClass, classes]) =>
      classes.map(({ errorName }) => [errorName, retryClass]),
    );
    const exported = Object.values(errors).filter((value) => typeof value === 'function');
    expect(documented.toSorted()).toEqual(expected.toSorted());
    expect(documented).toHaveLength(exported.length - 1); // the base class is none of them
  });

  test.each(['docs/errors.md', 'docs/runbook.md', 'docs/migrating.md', 'docs/architecture.md', 'README.md'])(
    '%s links to chapters that are there',
    (file) => {
      for (const [, path = '', chapter] of read(file).matchAll(/\]\((?!https?:)([^)#]*)(?:#([^)]+))?\)/g)) {
        const target = path === '' ? file : join(file, '..', path);
        const linked = read(target);
        if (chapter) expect(chaptersOf(linked), `${file}: ${path}#${chapter}`).toContain(chapter);
      }
    },
  );
});

describe('README.md', () => {
  const text = read('README.md');

  test('names only scripts that package.json has, and every one of them', () => {
    const { scripts } = JSON.parse(read('package.json')) as { scripts: Record<string, string> };
    const named = [...text.matchAll(/npm (?:run ([\w:]+)|(start|test))/g)].map(
      ([, run, short]) => run ?? short,
    );
    expect([...new Set(named)].sort()).toEqual(Object.keys(scripts).sort());
  });

  test('explains every key of a stage file, and no other', () => {
    const chapter = text.slice(text.indexOf('\n## Configure it'), text.indexOf('\n## Operate it'));
    const explained = [...chapter.matchAll(/^\| (`.+?) \|/gm)].flatMap(([, cell = '']) =>
      [...cell.matchAll(/`([^`]+)`/g)].map(([, key]) => key),
    );
    expect(explained.toSorted()).toEqual(stageFileKeys().toSorted());
  });
});

/** A document's chapters as links name them. */
function chaptersOf(markdown: string): string[] {
  return [...markdown.matchAll(/^#+ (.+)$/gm)].map(([, title = '']) =>
    title
      .toLowerCase()
      .replace(/[^\p{L}\p{N} _-]/gu, '')
      .replaceAll(' ', '-'),
  );
}
