import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { perFunction } from '../../infra/bundle.ts';
import { DEFAULT_CONFIG, loadConfig } from '../../infra/config/load.ts';
import { markdownOf, type Packet, packetOf } from '../../infra/review/packet.ts';
import { createApp } from '../../infra/stack.ts';
import { WAYS } from '../../infra/ways-in/code.ts';
import { plural } from '../../shared/words.ts';
import { temporaryFolder } from '../temporary.ts';

/** What a security review asks about each stack of the configuration, as Markdown and as JSON. */
export async function review({ out }: { readonly out: string }): Promise<void> {
  const packets = await packetsOf(process.env['OUTFLOW_CONFIG']);
  await mkdir(out, { recursive: true });
  for (const packet of packets) {
    const path = join(out, packet.stack);
    await writeFile(`${path}.md`, `${markdownOf(packet)}\n`);
    await writeFile(`${path}.json`, `${JSON.stringify(packet, null, 2)}\n`);
    const { resources, statements, stores, ways } = packet;
    console.log(
      `${path}.md and .json: ${plural(resources.length, 'resource')}, ${plural(statements.length, 'statement')}, ${plural(stores.length, 'data store')}, ${plural(ways.length, 'way')} out and in.`,
    );
  }
}

/** Synthesised as `npx cdk synth` does, but that the code of the functions, which no question is about, is left out. */
async function packetsOf(named: string | undefined): Promise<readonly Packet[]> {
  const folder = await temporaryFolder();
  try {
    const code = join(folder.path, 'code');
    await mkdir(code);
    await writeFile(join(code, 'index.js'), '');
    const config = (await loadConfig(named)) ?? DEFAULT_CONFIG;
    const app = createApp(
      {
        code: { ...perFunction(() => code), archive: code },
        ways: Object.fromEntries(WAYS.map((way) => [way, code])),
        config,
      },
      join(folder.path, 'cdk.out'),
    );
    return app.synth().stacks.map(({ stackName, template }) => packetOf(stackName, template));
  } finally {
    folder.remove();
  }
}
