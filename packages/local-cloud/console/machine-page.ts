/** The page of a state machine: its definition as a graph, and a form to start it. */
import { html } from 'hono/html';
import type { Head, Html } from '../pages/frame.ts';
import type { Summary } from '../step-functions/store.ts';
import { address } from './address.ts';
import { graphFiles, graphWithStep } from './execution-page.ts';
import { type Drawn, drawing, idOf } from './graph/drawing.ts';
import { inWords } from './graph/in-words.ts';
import { nodesOf } from './graph/model.ts';
import { typeOf } from './graph/notes.ts';
import { pictureOf } from './graph/picture.ts';
import { plural } from './readable.ts';
import { startForm } from './start-form.ts';
import { definedStep } from './step/step-panel.ts';
import type { DescribedMachine, Machine } from './step-functions-api.ts';

/** @param lastInput of its newest execution, as an example. */
export async function machinePage(
  { name, stateMachineArn, definition }: DescribedMachine,
  at: URL,
  { lastInput = '{}', problem }: { lastInput?: string; problem?: string } = {},
): Promise<[Html, Head]> {
  const { graph, layout } = await pictureOf(definition);
  const node = [...nodesOf(graph)].find((one) => one.name === at.searchParams.get('step'));
  const drawn: Drawn = {
    selected: node?.name,
    noteOf: (node) => ({ facts: [typeOf(node)], kind: '' }),
    hrefOf: (step) => address(at, { step }, 'step'),
  };
  const step = node && definedStep(node, address(at, { step: undefined }, idOf(node.name)));
  const body = html`<p><a href="/executions?machine=${encodeURIComponent(name)}">Its executions</a></p>
    ${graphWithStep({ drawing: drawing(layout, drawn), words: inWords(graph, drawn), step })}
    <section id="new"><h2>New execution</h2>${startForm(stateMachineArn, lastInput, problem)}</section>
    <section><h2>Definition</h2><details id="whole-definition"><summary>Amazon States Language</summary><pre>${JSON.stringify(JSON.parse(definition), null, 2)}</pre></details></section>`;
  return [body, { title: name, ...graphFiles }];
}

/** @param executions of all machines. */
export const machinesPage = (
  machines: readonly Machine[],
  executions: readonly Pick<Summary, 'stateMachineArn' | 'status'>[],
): [Html, Head] => {
  const byMachine = Map.groupBy(executions, ({ stateMachineArn }) => stateMachineArn);
  return [
    html`<ul class="cards">${machines.map(({ name, stateMachineArn }) => {
      const own = byMachine.get(stateMachineArn) ?? [];
      const running = own.filter(({ status }) => status === 'RUNNING').length;
      return html`<li class="card"><a href="/machines/${encodeURIComponent(name)}">${name}</a>
        <div class="note">${plural(own.length, 'execution')}${running > 0 ? `, ${running} running` : ''}</div></li>`;
    })}</ul>`,
    { title: 'State machines', styles: graphFiles.styles },
  ];
};
