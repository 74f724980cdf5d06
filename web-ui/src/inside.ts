/** What is needed as soon as somebody is in, in one file and by one question for it. */
export { believeWhoIsBack } from "./actions/believe-who-is-back.ts";
export { keepUp } from "./actions/keep-up.ts";
export { openByLastView } from "./actions/open-by-last-view.ts";
export { takeUpSession } from "./actions/take-up-session.ts";
export { InsideScreens } from "./screens/inside-screens.tsx";
