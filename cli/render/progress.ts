import type { WriteStream } from 'node:tty';

/** A bar that redraws itself on a terminal, and a line at every quarter elsewhere. */
export interface Progress {
  advance(done: number): void;
  /** Leaves the line free for what follows. */
  end(): void;
}

const WIDTH = 30;
const QUARTERS = 4;

export function progressBar(label: string, total: number, out: WriteStream | NodeJS.WriteStream): Progress {
  let done = 0;
  let drawn = -1;
  const steps = out.isTTY ? 100 : QUARTERS;
  const draw = () => {
    const share = total > 0 ? Math.min(1, done / total) : 1;
    const step = Math.floor(share * steps);
    if (step === drawn) return;
    drawn = step;
    if (out.isTTY) {
      const full = Math.round(share * WIDTH);
      out.write(
        `\r${label} [${'='.repeat(full)}${' '.repeat(WIDTH - full)}] ${String(Math.floor(share * 100)).padStart(3)} %`,
      );
    } else if (step > 0) out.write(`${label} ${Math.round((step / steps) * 100)} %\n`);
  };
  return {
    advance(amount) {
      done += amount;
      draw();
    },
    end() {
      done = total;
      draw();
      if (out.isTTY) out.write('\n');
    },
  };
}
