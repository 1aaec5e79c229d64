import { html } from 'hono/html';
import type { Html } from '../pages/frame.ts';

/** @param input JSON, or what was typed instead. */
export const startForm = (stateMachineArn: string, input: string, problem?: string): Html =>
  html`<form method="post" action="/executions"><input type="hidden" name="stateMachineArn" value="${stateMachineArn}">
    ${problem === undefined ? '' : html`<p class="problem" id="problem">${problem}</p>`}
    <label>Input, as JSON <textarea class="code" name="input" rows="6" spellcheck="false"${problem === undefined ? '' : html` aria-invalid="true" aria-describedby="problem"`}>${indented(input)}</textarea></label>
    <p><button>Start execution</button></p></form>`;

/** JSON in texts stays as it is: it is sent as it is shown. */
function indented(input: string): string {
  try {
    return JSON.stringify(JSON.parse(input), null, 2);
  } catch {
    return input;
  }
}
