/** Between `pawpost` on the command line and the hub of the same machine: HTTP over `cli.sock`. */
export const COMMAND_LINE = { socket: "cli.sock", drafts: "/drafts", startAnew: "/start-anew" } as const;

/** 40 s of stereo at 48 kHz, 16 bit, and room to trim. */
export const MAX_WAV_BYTES = 16 * 1_048_576;
