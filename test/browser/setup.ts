import type { TestProject } from 'vitest/node';
import { startProcess } from '../../local/start-process.ts';

declare module 'vitest' {
  export interface ProvidedContext {
    /** The home page of `npm start`. */
    home: string;
  }
}

/** `npm start` as a newcomer has it, for all tests in a browser. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const { home, stop } = await startProcess(27_566);
  project.provide('home', home);
  return stop;
}
