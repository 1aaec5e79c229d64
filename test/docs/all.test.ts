import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { anchorsOf, codesIn, documents, projectRoot, read, scriptsIn } from './document.ts';
import { fullMachineNames, functionNames, outputNames, policyNames } from './stack.ts';

describe.each(documents)('%s', (file) => {
  const text = read(file);

  test('links to files and chapters that exist', () => {
    for (const [, path = '', chapter] of text.matchAll(/\]\((?!https?:)([^)#]*)(?:#([^)]+))?\)/g)) {
      const target = path === '' ? file : join(file, '..', path);
      expect(existsSync(join(projectRoot, target)), path).toBe(true);
      if (chapter) expect(anchorsOf(read(target)), `${path}#${chapter}`).toContain(chapter);
    }
  });

  test('names only scripts of package.json, and files and folders that exist', () => {
    const { scripts } = JSON.parse(read('package.json'));
    expect(Object.keys(scripts)).toEqual(expect.arrayContaining(scriptsIn(text)));
    const ours = /^(?:admin|bench|bin|core|docs|lambdas|lib|local|packages|stages|test)\/[\w./-]+$/;
    const inline = codesIn(text.replaceAll(/```.*?```/gs, ''));
    const missing = inline.filter((path) => ours.test(path) && !existsSync(join(projectRoot, path)));
    expect(missing.filter((path) => path !== 'stages/prod.json')).toEqual([]);
  });

  test('names only Lambdas, state machines, policies and outputs that the stack has', () => {
    const names = [...text.matchAll(/tkd-registration-<stage>-([a-z-]+)/g)].map(([, name]) => name);
    const others = [...fullMachineNames, ...policyNames].map((name) =>
      name.replace(/^tkd-registration-prod-?/, ''),
    );
    expect([...functionNames, ...others]).toEqual(expect.arrayContaining(names));
    const outputs = [...text.matchAll(/\$\((?:output|arn) (\w+)\)|<((?:[A-Z][a-z]+){2,})>/g)].map(
      ([, inCommand, inText]) => inCommand ?? inText,
    );
    expect(outputNames).toEqual(expect.arrayContaining(outputs));
  });
});
