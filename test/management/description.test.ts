import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { launchBrowser } from "../browser.ts";
