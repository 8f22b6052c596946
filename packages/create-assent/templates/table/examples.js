// Five readings of a room that nobody has trained on: hour and temperature outside, and what it is inside.

export const examples = {
  x: [
    [2, 3.5],
    [7, 6.1],
    [11, 12.4],
    [15, 16.2],
    [21, 9.8],
  ],
  y: [15.1, 16.9, 19.8, 20.9, 16.4],
}

/** What is asked. */
export const asked = [
  [9, 10],
  [18, 14],
]
