import { url } from 'node:inspector';

/**
 * Whether a debugger may stop the functions, because this process runs with `node --inspect`. A person at a breakpoint takes
 * longer than a function or a step may, so neither is cut off then.
 */
export const debugging = (): boolean => url() !== undefined;
