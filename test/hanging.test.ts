import { expect, test } from 'vitest';
import { Hanging } from './hanging.ts';

const waited = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
const a = { relativeModuleId: 'test/a.test.ts' };
const b = { relativeModuleId: 'test/b.test.ts' };

test('a run in which no file ends any more is ended, and says what was under way', async () => {
  const said: string[] = [];
  const hanging = new Hanging((why) => said.push(why), 60);
  hanging.onTestRunStart();
  hanging.onTestModuleQueued(a);
  hanging.onTestModuleQueued(b);
  hanging.onTestCaseReady({ module: b, fullName: 'waits for ever' });
  hanging.onTestModuleEnd(a);
  expect(said).toEqual([]);
  await expect.poll(() => said).toHaveLength(1);
  expect(said[0]).toContain(
    'Under way:\n  test/b.test.ts (the last that is known to have begun: waits for ever)\n',
  );
  expect(said[0]).not.toContain('a.test.ts (');
});

test('a run that has ended is not ended again', async () => {
  const said: string[] = [];
  const hanging = new Hanging((why) => said.push(why), 5);
  hanging.onTestRunStart();
  hanging.onTestRunEnd();
  await waited(50);
  expect(said).toEqual([]);
});
