import { argv } from 'node:process';
import type { Row } from './measure.ts';

/** `node test/bench/row.ts NAME SEED`: measures one row in this process and prints its figures as JSON. */
const [, , name = '', seed = ''] = argv;
const { row }: { row: Row } = await import(`./rows/${name}.ts`);
console.log(JSON.stringify({ title: row.title, figures: await row.measure({ seed }) }));
process.exit(0);
