import { serveSample } from "../serve-sample.mjs";

const { origin } = await serveSample("auth-react");
console.log(`The sample is at ${origin}`);
