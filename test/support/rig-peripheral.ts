/** A process of its own for the rig's peripheral: `node rig-peripheral.ts ADDRESS SOCKET`; says "advertising" when it is. */
import { openUnixTransport } from "../../ble/radio/hci/unix-transport.ts";
import { startRigService } from "./gatt-rig.ts";
import { loadBleno } from "./real-stacks.ts";

const [address = "", path = ""] = process.argv.slice(2);
const { bleno } = loadBleno(openUnixTransport({ path, retryMs: 20 }));
await startRigService(bleno, address);
console.log("advertising");
