/** Loaded into a process (`node --expose-gc --import`): on SIGUSR2 what nobody holds any more is freed, so that memory tells what is held. */
process.on("SIGUSR2", () => {
  for (let times = 0; times < 3; times += 1) globalThis.gc?.();
});
