/** The room where the hub itself is: its radio process runs on the same machine. */
export const HOME = "home";
