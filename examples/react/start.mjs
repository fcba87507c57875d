import { serveSample } from "../serve-sample.mjs";

const { origin } = await serveSample("react");
console.log(`The sample is at ${origin}`);
