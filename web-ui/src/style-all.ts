/** Resolves when there is a style for everything, and not just for the door: whatever is loaded later than the door waits for it. */
export const styleAll = (): Promise<unknown> => import("./style/inside.css");
