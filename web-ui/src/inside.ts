/** What is needed as soon as somebody is in, in one file and by one question for it. */
export { keepUp } from "./actions/keep-up.ts";
export { openByLastView } from "./actions/open-by-last-view.ts";
export { InsideScreens } from "./screens/inside-screens.tsx";
