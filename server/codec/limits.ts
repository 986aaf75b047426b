/** Messages nest at most this deep, as in the other implementations of protobuf. */
export const RECURSION_LIMIT = 100;

/** Values in one message: a legal 4 MB message can hold two million empty ones and stall the process for seconds. */
export const ELEMENT_BUDGET = 200_000;

/** Characters of one printed body. */
export const BODY_LIMIT = 1_000_000;
