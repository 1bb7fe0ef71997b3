import { exportOf } from '../exported.ts';
import { allFindings, type FilterOptions, filterOf } from '../filters.ts';
import { standardOutput } from '../output.ts';
import { withSource } from '../source.ts';

/** OCSF Detection Findings, one a line. */
export async function exportFindings(options: FilterOptions): Promise<void> {
  await withSource(options, async (source) => {
    const output = standardOutput();
    for await (const stored of allFindings(source, filterOf(options, source)))
      await output.line(JSON.stringify(exportOf(stored)));
    await output.end();
  });
}
