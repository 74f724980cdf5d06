/** To where the screen begins: past the menu, or when what had the focus is gone. */
export const focusTitle = (): void =>
  document.querySelector<HTMLElement>("main h1")?.focus({ preventScroll: true });
