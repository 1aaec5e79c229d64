import assert from 'node:assert/strict';
import { blocksOf, chapterOf, read } from '../docs/document.ts';
import { atTerminal, type Reply } from './terminal.ts';

/** With this the newcomer begins; the rehearsal's project has it behind it. */
const installs = 'npm ci';

/** The README's “Deploy it”, typed word for word. */
export class Readme {
  readonly #steps: string[];
  readonly #where: { cwd: string; env: Record<string, string> };

  constructor(where: { cwd: string; env: Record<string, string> }) {
    this.#where = where;
    this.#steps = blocksOf(chapterOf(read('README.md'), 'Deploy it'), 'sh').map((block) =>
      block.replaceAll(/^ +/gm, '').trim(),
    );
    assert.equal(this.#steps.length, 5);
    assert.ok(this.#steps[0]?.startsWith(`${installs}\n`));
  }

  /**
   * Types the commands of a step, after what the steps before have exported.
   * @param step 1 is the first.
   * @returns what the screen showed.
   */
  step(step: number, replies: readonly Reply[] = []): Promise<string> {
    const before = this.#steps
      .slice(0, step - 1)
      .flatMap((commands) => commands.match(/^export .*$/gm) ?? []);
    const commands = (this.#steps[step - 1] ?? '').replace(installs, ':');
    return atTerminal([...before, commands].join('\n'), { ...this.#where, replies });
  }
}
