import { onStack } from "./on-stack.ts";

export default onStack("screens.shots.ts");
