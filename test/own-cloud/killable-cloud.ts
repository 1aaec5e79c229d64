import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { CloudAddresses } from '../../local/tournament-cloud.ts';

/** An embedded cloud in a process of its own, which can be killed. */
export class KillableCloud {
  readonly addresses: CloudAddresses;
  readonly #child: ChildProcess;

  private constructor(addresses: CloudAddresses, child: ChildProcess) {
    this.addresses = addresses;
    this.#child = child;
  }

  /**
   * @param dataDir where its data is, and that of a cloud that was killed before.
   */
  static async start(dataDir: string): Promise<KillableCloud> {
    const program = join(import.meta.dirname, 'cloud-process.ts');
    const options = { stdio: ['ignore', 'pipe', 'inherit'] as ['ignore', 'pipe', 'inherit'] };
    const child = spawn(process.execPath, [program, dataDir], options);
    const [line] = (await once(createInterface({ input: child.stdout }), 'line')) as [string];
    return new KillableCloud(JSON.parse(line) as CloudAddresses, child);
  }

  async kill(): Promise<void> {
    const exit = once(this.#child, 'exit');
    this.#child.kill('SIGKILL');
    await exit;
  }
}
