import type { Tails } from './population.ts';

/** Defaults, until `npx outflow calibrate` has fitted them to one's own traffic. */
export const DEFAULT_TAILS: Tails = {
  person: {
    volume: {
      points: [
        [1.69, 2.25],
        [2.02, 2.5],
        [2.4, 2.75],
        [2.74, 3],
        [3.48, 3.5],
      ],
      slope: 0.6,
    },
    'context-novelty': {
      points: [
        [1.88, 1.5],
        [3.95, 1.75],
        [5.57, 2],
        [6, 3.5],
      ],
      slope: 1.2,
    },
    'young-context': {
      points: [
        [1.62, 1.75],
        [2.33, 2],
        [2.79, 2.25],
        [3.22, 2.5],
        [3.64, 2.75],
        [3.95, 3],
        [4.67, 3.5],
      ],
      slope: 0.54,
    },
    'single-export': {
      points: [
        [1.53, 2.25],
        [1.95, 2.5],
        [2.35, 2.75],
        [2.85, 3],
        [4.8, 3.5],
      ],
      slope: 0.28,
    },
    activity: {
      points: [
        [1.94, 2.5],
        [2.5, 2.75],
        [3.09, 3],
        [4.19, 3.5],
      ],
      slope: 0.71,
    },
    enumeration: {
      points: [
        [1.52, 2.25],
        [1.85, 2.5],
        [2.36, 2.75],
        [2.93, 3],
        [4.18, 3.5],
      ],
      slope: 0.54,
    },
    'novel-data': {
      points: [
        [1.57, 2],
        [1.96, 2.25],
        [2.39, 2.5],
        [3.13, 2.75],
        [4.4, 3],
        [6.09, 3.5],
      ],
      slope: 0.84,
    },
    sequence: {
      points: [
        [2.08, 2.25],
        [2.29, 2.5],
        [2.36, 2.75],
        [2.41, 3],
        [2.46, 3.5],
      ],
      slope: 1.2,
    },
    'time-of-week': {
      points: [
        [1.8, 2.75],
        [2.5, 3.5],
      ],
      slope: 1.2,
    },
    'slow-drip': {
      points: [
        [1.84, 2.25],
        [2.47, 2.5],
        [3.41, 2.75],
        [4.47, 3],
        [9.21, 3.5],
      ],
      slope: 0.41,
    },
    capacity: {
      points: [
        [1.6, 2],
        [2.24, 2.25],
        [3.02, 2.5],
        [4.03, 2.75],
        [4.57, 3],
        [6.24, 3.5],
      ],
      slope: 0.42,
    },
    dormant: {
      points: [
        [1.57, 2.75],
        [1.94, 3],
        [2.35, 3.5],
      ],
      slope: 1.2,
    },
  },
  service: {
    volume: {
      points: [
        [1.58, 2],
        [2.01, 2.25],
        [2.75, 2.5],
      ],
      slope: 0.45,
    },
    'context-novelty': {
      points: [
        [2.07, 2],
        [4.14, 2.25],
        [5.22, 2.5],
      ],
      slope: 0.25,
    },
    'young-context': {
      points: [
        [1.96, 1.75],
        [2.85, 2],
        [3.27, 2.25],
        [3.5, 2.5],
      ],
      slope: 1.2,
    },
    'single-export': { points: [[2.08, 2.5]], slope: 0.78 },
    'novel-data': {
      points: [
        [2.36, 1.75],
        [2.97, 2],
        [3.33, 2.25],
        [3.49, 2.5],
      ],
      slope: 0.92,
    },
    'slow-drip': {
      points: [
        [2.28, 1.75],
        [3.63, 2],
        [4.55, 2.25],
        [4.84, 2.5],
      ],
      slope: 0.84,
    },
    capacity: {
      points: [
        [1.5, 2.25],
        [1.67, 2.5],
      ],
      slope: 1.2,
    },
  },
};
