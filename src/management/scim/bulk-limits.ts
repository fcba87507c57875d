/** Contract §18.5. */
export const MOST_BULK_OPERATIONS = 1000;
export const LARGEST_BULK_BYTES = 1_048_576;
