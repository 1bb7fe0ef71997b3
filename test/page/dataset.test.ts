import { describe, expect, test } from 'vitest';
import { othersId } from '../../shared/others.ts';
import { datasetText } from '../../shared/page/dataset.ts';
import { keptDataset } from '../../shared/reading.ts';

describe('a dataset in a text for people', () => {
  test('is told from others of which only the end differs', () => {
    const secret = (name: string) =>
      datasetText(
        keptDataset(`secret:arn:aws:secretsmanager:eu-west-1:123456789012:secret:prod/orders/${name}`),
        40,
      );
    expect(secret('key')).toMatch(/^secret:arn:aws: \.\.\. .{11}~[0-9a-f]{8}$/);
    expect(secret('key')).not.toBe(secret('token'));
  });

  test('that stands for others is told as their number', () => {
    const names = Array.from({ length: 1200 }, (_, n) => `table:${n}`);
    expect(datasetText(`others:${othersId(names)}`, 40)).toBe('1,200 others of one operation');
  });

  test('is shown as it is where it is short, and as no link', () => {
    expect(datasetText('report:Accounts', 40)).toBe('report:Accounts');
    expect(datasetText('file:https://example.com/a~0a1b2c3d', 60)).not.toContain('https://example.com');
    expect(datasetText('x'.repeat(70), 40)).toHaveLength(40);
  });
});
