/** Before each test beside the page's files: it speaks English, as if a reader had chosen it. */
import { words } from "../../web-ui/src/words/en/words.ts";
import { speak } from "../../web-ui/src/words.ts";

speak({ language: "en", locale: "en-GB", words, isWhole: true });
