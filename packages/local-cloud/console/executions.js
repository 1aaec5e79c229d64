/** Where the graph is wider than its place on the page: brings the state that matters most into view. */
const canvas = document.querySelector('.canvas');

function bringIntoView() {
  const wanted = ['.selected', '.failed', '.waiting', '.running', '.start'];
  const state = wanted.map((one) => canvas.querySelector(`.graph ${one}`)).find((one) => one);
  if (!state) return;
  const [inner, outer] = [state.getBoundingClientRect(), canvas.getBoundingClientRect()];
  if (inner.left >= outer.left && inner.right <= outer.right) return;
  canvas.scrollLeft += (inner.left + inner.right - outer.left - outer.right) / 2;
}

// It is called at once too; opening a step makes the place narrower.
if (canvas) new ResizeObserver(bringIntoView).observe(canvas);
