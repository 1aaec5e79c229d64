import { existsSync, globSync, readFileSync } from 'node:fs';
import { builtinModules } from 'node:module';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';

const packages = join(import.meta.dirname, '../../packages');

interface PackageFile {
  exports: Record<string, string>;
  dependencies: Record<string, string>;
  devDependencies: Record<string, string>;
}

const packageFile = (directory: string) =>
  JSON.parse(readFileSync(join(directory, 'package.json'), 'utf8')) as PackageFile;

/** The packages that files import, by value or by type; `@scope/name` and `name` of what is imported within them. */
function importedBy(directory: string, files: readonly string[]): Set<string> {
  const names = files.flatMap((file) => {
    const source = readFileSync(join(directory, file), 'utf8');
    const specifiers = source.matchAll(
      /^(?:import|export)\s[^;]*?from '([^']+)'|\bimport\('([^']+)'\)|(?:require|createRequire\(import\.meta\.url\))\.resolve\('([^']+)'\)|^import '([^']+)'/gm,
    );
    return [...specifiers].map((found) => found.slice(1).find((one) => one !== undefined) ?? '');
  });
  const outside = names.filter(
    (name) => !name.startsWith('.') && !name.startsWith('node:') && !builtinModules.includes(name),
  );
  return new Set(outside.map((name) => /^(@[^/]+\/[^/]+|[^/]+)/.exec(name)?.[1] ?? name));
}

/** What a package asks its user to install beside it. */
function peersOf(name: string): string[] {
  const file = readFileSync(join(packages, '../node_modules', name, 'package.json'), 'utf8');
  return Object.keys(JSON.parse(file).peerDependencies ?? {});
}

describe.each(
  globSync('*', { cwd: packages }).filter((name) => existsSync(join(packages, name, 'package.json'))),
)('packages/%s', (name) => {
  const directory = join(packages, name);
  const { exports, dependencies, devDependencies } = packageFile(directory);
  const files = globSync('**/*.ts', { cwd: directory, exclude: ['node_modules/**'] });
  const isTest = (file: string) => file.startsWith('test/');
  const imports = (chosen: (file: string) => boolean) => importedBy(directory, files.filter(chosen));
  /** What is imported for its types alone, such as `aws-lambda`, is in the package of these types. */
  const typesOf = (one: string) => (`@types/${one}` in devDependencies ? `@types/${one}` : one);
  const needed = [...imports((file) => !isTest(file))].map(typesOf);
  const tested = [...imports(isTest)].map(typesOf);
  const isTypes = (one: string) => one.startsWith('@types/');

  test('depends on what it imports, and on nothing else', () => {
    const expected = needed.filter((one) => !isTypes(one));
    expect(Object.keys(dependencies).toSorted()).toEqual(expected.toSorted());
  });

  test('depends for its tests and types on what they import beyond that, and on nothing else', () => {
    const own = `@tkd-registration/${name}`;
    const beyond = [...tested, ...needed.filter(isTypes)].filter(
      (one) => one !== own && !(one in dependencies),
    );
    const peers = Object.keys(devDependencies).flatMap(peersOf);
    const unasked = Object.keys(devDependencies).filter(
      (one) => !peers.includes(one) || beyond.includes(one),
    );
    expect(unasked.toSorted()).toEqual([...new Set(beyond)].toSorted());
  });

  test('exports files that are there', () => {
    for (const path of Object.values(exports)) expect(existsSync(join(directory, path)), path).toBe(true);
  });

  test('has a README that says what it does not do', () => {
    const readme = readFileSync(join(directory, 'README.md'), 'utf8');
    expect(readme).toContain('## What it does not do');
  });
});
