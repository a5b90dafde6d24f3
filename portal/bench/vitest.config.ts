import { onStack } from "../e2e/on-stack.ts";

export default onStack("../bench/*.bench.ts");
