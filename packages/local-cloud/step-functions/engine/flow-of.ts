import type { DataFlow } from './data-flow.ts';
import { jsonataFlow } from './jsonata-flow.ts';
import { jsonPathFlow } from './jsonpath-flow.ts';
import type { At } from './run.ts';

/** How data goes through this state. */
export const flowOf = ({ state, run }: At): DataFlow =>
  (state.QueryLanguage ?? run.language) === 'JSONata' ? jsonataFlow : jsonPathFlow;
