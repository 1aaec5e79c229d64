/** Gives each mail's frame the height of its content. Without this, frames scroll. */
for (const frame of document.querySelectorAll('.modes iframe')) {
  const fitContent = () => {
    const { documentElement } = frame.contentDocument ?? {};
    if (documentElement) frame.style.height = `${documentElement.scrollHeight + 4}px`;
  };
  frame.addEventListener('load', fitContent);
  window.addEventListener('resize', fitContent);
  fitContent();
}
