import { onStack } from "./on-stack.ts";

export default onStack("**/*.e2e.ts");
