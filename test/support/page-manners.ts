/** Looks at a page as people who see, hear or steer differently meet it. Most of these run inside the page: they use nothing from here. */

/** What can be pressed or filled in and has no name, from Playwright's picture of the accessibility tree. */
export const findUnnamedControls = (snapshot: string): string[] =>
  snapshot
    .split("\n")
    .filter((line) => /^\s*- (?:button|textbox|combobox|link|progressbar)(?!.*")/.test(line));

/** Controls smaller than 48 x 48 px; one that lies in its label is as large as that. */
export function findSmallTargets(): string[] {
  return [...document.querySelectorAll("button, select, audio, label.file-button, input:not([type=file])")]
    .map((element) => ({ element, box: (element.closest("label") ?? element).getBoundingClientRect() }))
    .filter(({ box }) => box.width < 48 || box.height < 48)
    .map(
      ({ element, box }) => `${element.textContent}: ${Math.round(box.width)} x ${Math.round(box.height)}`,
    );
}

/** Words that nobody can read to their end: past an edge of the window, or under one of a box that cuts and does not scroll. */
export function findCutWords(): string[] {
  const cut: string[] = [];
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (texts.nextNode() !== null) {
    const { parentElement: element, textContent } = texts.currentNode;
    if (!textContent?.trim() || element === null) continue;
    if (element.closest(".unseen, script, noscript, option, [aria-hidden=true]") !== null) continue;
    const range = document.createRange();
    range.selectNodeContents(texts.currentNode);
    const boxes = [...range.getClientRects()].filter(({ width, height }) => width > 0 && height > 0);
    let [from, to] = [0, document.documentElement.clientWidth];
    for (let around: Element | null = element; around !== null; around = around.parentElement) {
      const { overflowX } = getComputedStyle(around);
      if (overflowX === "auto" || overflowX === "scroll") {
        [from, to] = [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY];
        break;
      }
      const box = around.getBoundingClientRect();
      if (overflowX === "hidden" || overflowX === "clip")
        [from, to] = [Math.max(from, box.left), Math.min(to, box.right)];
    }
    if (boxes.some(({ left, right }) => left < from - 1 || right > to + 1)) cut.push(textContent.trim());
  }
  return cut;
}

/** Words with less contrast than WCAG 1.4.3 asks for, which is 4.5 : 1; controls that are switched off are exempt. */
export function findFaintWords(): string[] {
  const canvas = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
  if (canvas === null) throw new Error("no canvas");
  const luminance = (color: string): number => {
    canvas.fillStyle = color;
    canvas.fillRect(0, 0, 1, 1);
    const [red = 0, green = 0, blue = 0] = [...canvas.getImageData(0, 0, 1, 1).data].map((byte) => {
      const share = byte / 255;
      return share <= 0.040_45 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  };
  const ground = (element: Element | null): string => {
    if (element === null) return "white";
    const color = getComputedStyle(element).backgroundColor;
    return color === "rgba(0, 0, 0, 0)" ? ground(element.parentElement) : color;
  };
  const faint: string[] = [];
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (texts.nextNode() !== null) {
    const { parentElement: element, textContent } = texts.currentNode;
    const text = textContent?.trim();
    if (!text || element === null || element.closest(":disabled, .unseen, script, noscript") !== null)
      continue;
    const [one, other] = [luminance(getComputedStyle(element).color), luminance(ground(element))];
    const contrast = (Math.max(one, other) + 0.05) / (Math.min(one, other) + 0.05);
    if (contrast < 4.5) faint.push(`${contrast.toFixed(2)} : 1  ${text}`);
  }
  return faint;
}

/** Whether what has the keyboard's focus shows it, and nothing lies over it (WCAG 2.4.7, 2.4.11). */
export function isFocusSeen(): { hasOutline: boolean; isCovered: boolean } {
  const element = document.activeElement;
  if (element === null || element === document.body) return { hasOutline: true, isCovered: false };
  // A file's input is hidden in its label, which stands for it.
  const shown = element.closest("label") ?? element;
  const { outlineStyle, outlineWidth } = getComputedStyle(shown);
  const { x, y, width, height } = shown.getBoundingClientRect();
  const top = document.elementFromPoint(x + width / 2, y + height / 2);
  const isCovered = top === null || !(shown.contains(top) || top.contains(shown));
  return { hasOutline: outlineStyle !== "none" && Number.parseFloat(outlineWidth) >= 2, isCovered };
}

/** Keeps in `announcements` what every live region of the page says, in order. Runs before the page does. */
export function keepAnnouncements(): void {
  const announcements: string[] = [];
  Object.assign(globalThis, { announcements });
  new MutationObserver((changes) => {
    for (const { target } of changes) {
      const element = target instanceof Element ? target : target.parentElement;
      const region = element?.closest("[aria-live], [role=status], [role=alert]");
      const text = region?.textContent?.trim();
      if (text && text !== announcements.at(-1)) announcements.push(text);
    }
  }).observe(document, { subtree: true, childList: true, characterData: true });
}
