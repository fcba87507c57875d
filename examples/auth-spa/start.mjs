import { serveSample } from "../serve-sample.mjs";

const { origin } = await serveSample("auth-spa");
console.log(`The sample is at ${origin}`);
