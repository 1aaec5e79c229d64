/** A state machine as a graph: its states, what leads from one to another, and what is inside a Parallel or a Map. */
import { type Definition, innerOf, type State } from '../../step-functions/definition.ts';
import { isDistributed } from '../../step-functions/language/check-map.ts';
import { conditionOf, errorsOf } from './condition.ts';

/** One sequence of states: the machine's own, a branch, or what is done to each item. */
export interface Graph {
  startAt: string;
  /** In the order in which they can be reached, the main path before the handlers of failures. */
  nodes: Node[];
  edges: Edge[];
}

export interface Node {
  /** The state's name, which is unique in its machine. */
  name: string;
  state: State;
  /** The branches of a Parallel, or what a Map does to each item. */
  inner: Graph[];
  /** Whether its sequence ends with it. */
  ends: boolean;
  /** Whether what is inside runs in executions of its own. */
  distributed: boolean;
  /** Whether it is inside such a state. */
  elsewhere: boolean;
}

export interface Edge {
  from: string;
  to: string;
  kind: 'next' | 'choice' | 'otherwise' | 'caught';
  /** When it is taken, in words; several ways from one state to the same one are one edge. */
  conditions: string[];
}

/** @param elsewhere whether the definition runs in executions of its own. */
export function graphOf(definition: Definition, elsewhere = false): Graph {
  const names = namesInOrder(definition);
  return {
    startAt: definition.StartAt,
    nodes: names.map(([name, state]) => ({
      name,
      state,
      inner: innerOf(state).map((inner) => graphOf(inner, elsewhere || isDistributed(state))),
      elsewhere,
      ends: state.End === true || state.Type === 'Succeed' || state.Type === 'Fail',
      distributed: isDistributed(state),
    })),
    edges: names.flatMap(([name, state]) => edgesFrom(name, state)),
  };
}

/** All nodes of a graph, each before those inside it. */
export function* nodesOf({ nodes }: Graph): Generator<Node> {
  for (const node of nodes) {
    yield node;
    for (const inner of node.inner) yield* nodesOf(inner);
  }
}

/** All edges of a graph, also those inside its states. */
export const edgesOf = (graph: Graph): Edge[] => [
  ...graph.edges,
  ...graph.nodes.flatMap(({ inner }) => inner.flatMap(edgesOf)),
];

function namesInOrder(definition: Definition): [string, State][] {
  const found = new Map<string, State>();
  const waiting = [definition.StartAt];
  for (let name = waiting.shift(); name !== undefined; name = waiting.shift()) {
    const state = definition.States[name];
    if (!state || found.has(name)) continue;
    found.set(name, state);
    const next = [...(state.Choices ?? []).map((choice) => choice.Next), state.Default, state.Next];
    waiting.unshift(...next.filter((target) => target !== undefined));
    waiting.push(...(state.Catch ?? []).map((catcher) => catcher.Next));
  }
  // A state that nothing leads to is shown too.
  const others = Object.entries(definition.States).filter(([name]) => !found.has(name));
  return [...found, ...others];
}

function edgesFrom(from: string, state: State): Edge[] {
  const { Choices = [], Default, Next, Catch = [] } = state;
  const ways: [Edge['kind'], string | undefined, string?][] = [
    ...Choices.map((rule): [Edge['kind'], string, string] => ['choice', rule.Next, conditionOf(rule)]),
    ['otherwise', Default, 'otherwise'],
    ['next', Next],
    ...Catch.map((catcher): [Edge['kind'], string, string] => ['caught', catcher.Next, errorsOf(catcher)]),
  ];
  const edges: Edge[] = [];
  for (const [kind, to, condition] of ways) {
    if (to === undefined) continue;
    const same = edges.find((edge) => edge.to === to && edge.kind === kind);
    const edge = same ?? { from, to, kind, conditions: [] };
    if (!same) edges.push(edge);
    if (condition !== undefined) edge.conditions.push(condition);
  }
  return edges;
}
