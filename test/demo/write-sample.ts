import { reportHtml } from '../../cli/report/html.ts';
import { sampleReport } from './sample.ts';

/** `npm run sample-report`. */
process.stdout.write(reportHtml(await sampleReport()));
