/** `npm run bench`: measures the figures of `docs/performance.md`. */
import { codecFigures } from "./codec.ts";
import { deliveryFigures } from "./delivery.ts";
import { familyFigures } from "./family.ts";
import { houseFigures } from "./house.ts";
import { hubFigures } from "./hub.ts";
import { radioFigures } from "./radio/radio.ts";
import { relayFigures } from "./relay/relay.ts";
import { runBench } from "./run-bench.ts";
import { webFigures } from "./web.ts";

process.exitCode = await runBench(
  process.argv.slice(2),
  [
    codecFigures,
    deliveryFigures,
    hubFigures,
    houseFigures,
    familyFigures,
    radioFigures,
    relayFigures,
    webFigures,
  ],
  {
    out: (line) => console.log(line),
    progress: (line) => console.error(line),
  },
);
