/** Where the time comes from; tests bring one they can move. */
export interface Clock {
  nowMilliseconds(): number;
}

export const systemClock: Clock = { nowMilliseconds: () => Date.now() };
